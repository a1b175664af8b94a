/** What the control endpoint can change while the clouds run. Times in milliseconds. */
export interface Settings {
  /** From the order (Scaleway: from power-on) to the moment a machine is switched on. */
  bootDelayMs: number;
  /** How long a deleted server or volume is still seen; null: as long as a boot takes, at most 1000. */
  deleteDelayMs: number | null;
  /** How long an action of Hetzner on a server, volume, network, firewall or address takes. */
  actionDelayMs: number;
  /** Servers that an account of Hetzner may hold, and half the primary IPs; null for no limit. */
  hetznerServerLimit: number | null;
  /** Servers that Scaleway's organization may hold, by commercial type; types without an entry have no limit. */
  scalewayQuotas: Readonly<Record<string, number>>;
  /** Requests that a key may make at Scaleway in each second; null for no limit. */
  scalewayRequestsPerSecond: number | null;
}

/** The time that a deleted server or volume is still seen. */
export function deleteDelayOf({ bootDelayMs, deleteDelayMs }: Settings): number {
  return deleteDelayMs ?? Math.min(bootDelayMs, 1000);
}
