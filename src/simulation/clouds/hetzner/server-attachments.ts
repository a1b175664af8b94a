import type { ApiResponse } from '../../http/exchange.ts';
import type { LocationEntry } from './catalogue.ts';
import { failure, invalidInput, limitExceeded, unprocessable } from './errors.ts';
import { addIp } from './lifecycle.ts';
import { attachServer } from './network-addresses.ts';
import { maxSpread } from './placement-groups.ts';
import { isPrimaryIpQuotaFull } from './quota.ts';
import type { CreateRequest } from './server-create.ts';
import type { HetznerAccount, HetznerServer, PrimaryIp } from './state.ts';
import { refuseAttachment } from './volumes.ts';

/** Why a new server cannot be joined to what its order names; undefined when it can (API reference, "Create a Server"). */
export function refuseAttachments(
  account: HetznerAccount,
  request: CreateRequest,
  location: LocationEntry,
): ApiResponse | undefined {
  return (
    refuseAbsent(account, request) ??
    refuseVolumes(account, request, location) ??
    refuseAddress(account, request, { type: 'ipv4', location }) ??
    refuseAddress(account, request, { type: 'ipv6', location }) ??
    refuseGroup(account, request)
  );
}

function refuseAbsent(account: HetznerAccount, request: CreateRequest): ApiResponse | undefined {
  const isFirewallAbsent = request.firewalls?.some(({ firewall }) => !account.firewalls.has(firewall));
  if (isFirewallAbsent === true) return invalidInput('firewalls', 'firewall not found');
  const isNetworkAbsent = request.networks?.some((id) => !account.networks.has(id));
  return isNetworkAbsent === true ? invalidInput('networks', 'network not found') : undefined;
}

function refuseVolumes(
  account: HetznerAccount,
  request: CreateRequest,
  location: LocationEntry,
): ApiResponse | undefined {
  for (const id of request.volumes ?? []) {
    const volume = account.volumes.get(id);
    if (volume === undefined) return invalidInput('volumes', 'volume not found');
    const refusal = refuseAttachment(volume, { location, runningActions: 0 });
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

/** Codes of the reference for an address that is named, and the quota for one that is to be made. */
function refuseAddress(
  account: HetznerAccount,
  request: CreateRequest,
  { type, location }: Pick<PrimaryIp, 'type' | 'location'>,
): ApiResponse | undefined {
  const net = request.public_net;
  const id = net?.[type];
  if (id == null)
    return net?.[`enable_${type}`] !== false && isPrimaryIpQuotaFull(account) ? limitExceeded('primary_ip') : undefined;
  const ip = account.primaryIps.get(id);
  if (ip === undefined) return invalidInput('public_net', 'primary IP not found');
  if (ip.type !== type) return failure(412, 'primary_ip_version_mismatch', 'primary IP has the wrong version');
  if (ip.assigneeId !== null) return unprocessable('primary_ip_assigned', 'primary IP is already assigned');
  if (ip.location.name !== location.name)
    return unprocessable('primary_ip_datacenter_mismatch', 'primary IP is at another location');
  return undefined;
}

/** A spread group takes ten servers; the eleventh finds no place. */
function refuseGroup(account: HetznerAccount, request: CreateRequest): ApiResponse | undefined {
  if (request.placement_group == null) return undefined;
  const group = account.placementGroups.get(request.placement_group);
  if (group === undefined) return invalidInput('placement_group', 'placement group not found');
  return group.serverIds.size >= maxSpread ? unprocessable('placement_error', 'error during placement') : undefined;
}

/** Joins a new server to its addresses, volumes, networks, firewalls and placement group. */
export function joinUp(account: HetznerAccount, server: HetznerServer, request: CreateRequest): void {
  const net = request.public_net;
  if (net?.enable_ipv4 !== false) server.ipv4Id = giveAddress(account, server, { type: 'ipv4', id: net?.ipv4 });
  if (net?.enable_ipv6 !== false) server.ipv6Id = giveAddress(account, server, { type: 'ipv6', id: net?.ipv6 });
  joinToResources(account, server, request);
}

function joinToResources(account: HetznerAccount, server: HetznerServer, request: CreateRequest): void {
  for (const id of request.volumes ?? []) {
    const volume = account.volumes.get(id);
    if (volume !== undefined) volume.serverId = server.id;
  }
  for (const id of request.networks ?? []) {
    const network = account.networks.get(id);
    if (network !== undefined) attachServer(network, server);
  }
  for (const { firewall } of request.firewalls ?? []) account.firewalls.get(firewall)?.serverIds.add(server.id);
  const group = account.placementGroups.get(request.placement_group ?? 0);
  group?.serverIds.add(server.id);
  server.placementGroupId = group?.id ?? null;
}

/** Addresses that the API makes along with a server go with it (seen on real accounts: `auto_delete` is true). */
function giveAddress(
  account: HetznerAccount,
  server: HetznerServer,
  { type, id }: { readonly type: PrimaryIp['type']; readonly id: number | null | undefined },
): number {
  const named = id == null ? undefined : account.primaryIps.get(id);
  if (named === undefined)
    return addIp(account, { type, autoDelete: true, location: server.location, assigneeId: server.id }).id;
  named.assigneeId = server.id;
  return named.id;
}
