import type { MetadataService } from './metadata/service.ts';

/** What the metadata service of a cloud tells the machine about itself. */
export interface MachineMetadata {
  readonly provider: 'hetzner' | 'scaleway';
  /** The vendor's id of the instance: a number in decimal on Hetzner, a UUID on Scaleway. */
  readonly instanceId: string;
  /** Hetzner: network zone such as `eu-central`. Scaleway: region such as `fr-par`. */
  readonly region: string;
  /** Hetzner: location such as `fsn1`. Scaleway: zone such as `fr-par-1`. */
  readonly zone: string;
}

/** What an instance type gives the machine. */
export interface MachineHardware {
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly diskBytes: number;
  readonly architecture: 'amd64' | 'arm64';
}

/** Everything a simulated machine gets when it is switched on; it gets nothing else. */
export interface MachineSpec {
  /** Unique per simulation, for example `hetzner-12345`; the same after a power cycle. */
  readonly id: string;
  /** The user data exactly as the API was given it; empty when none was given. */
  readonly userData: string;
  /** The machine's private network address: unique per machine, from 100.64.0.0/10, never routed. */
  readonly address: string;
  readonly hardware: MachineHardware;
  readonly metadata: MachineMetadata;
  /** What answers at the link-local addresses of its network; a driver reads the user data through it, as the machine would. */
  readonly metadataService: MetadataService;
}

/** A machine that is switched on. */
export interface Machine {
  /** Power cut: everything the machine did stops at once, a freeze too. May be called more than once. */
  powerOff(): Promise<void>;
  /** Everything on the machine stands still, and the cloud goes on calling it running. Requests under way may still be answered. */
  freeze(): void;
  /** Ends a freeze; what fell due meanwhile happens now. */
  thaw(): void;
  /** Nothing leaves the machine and nothing reaches it, and it goes on with what it does. Stays so through power cycles. */
  cutNetwork(): void;
  /** Connects the machine again. */
  restoreNetwork(): void;
}

/** Turns what was bought at a simulated cloud into something that behaves like a machine. */
export interface MachineDriver {
  /** Switches a machine on. Must not throw: a machine that cannot start is a machine that never joins. */
  boot(spec: MachineSpec): Machine;
  /** Stops every machine that is still on. */
  close(): Promise<void>;
}
