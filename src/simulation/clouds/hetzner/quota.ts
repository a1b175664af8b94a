import type { HetznerAccount } from './state.ts';

/**
 * Limits are of the account: so many servers, and twice as many primary IPs
 * (https://docs.hetzner.com/cloud/servers/primary-ips/overview/). No API tells them.
 */
export function isServerQuotaFull(account: HetznerAccount): boolean {
  const limit = account.context.serverLimit();
  return limit !== null && account.servers.size >= limit;
}

/** Whether one primary IP more is refused. */
export function isPrimaryIpQuotaFull(account: HetznerAccount): boolean {
  const limit = account.context.serverLimit();
  return limit !== null && account.primaryIps.size >= 2 * limit;
}
