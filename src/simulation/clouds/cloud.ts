import type { AddressSource } from '../addresses.ts';
import type { FaultCall } from '../faults/matching.ts';
import type { FaultEffect, FaultEffectOf } from '../faults/rule.ts';
import type { ApiRequest, ApiResponse } from '../http/exchange.ts';
import type { Machine, MachineDriver } from '../machines/driver.ts';
import type { MetadataService } from '../machines/metadata/service.ts';
import type { Ledger } from '../meter/ledger.ts';
import type { Random } from '../random.ts';
import type { Timers } from '../timers.ts';
import type { Stock } from './stock.ts';

/** What a simulated cloud needs from its surroundings. */
export interface CloudContext {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly timers: Timers;
  readonly random: Random;
  readonly driver: MachineDriver;
  readonly addresses: AddressSource;
  readonly ledger: Ledger;
  readonly stock: Stock;
  /** Whether the API accepts this credential. */
  readonly acceptsToken: (token: string) => boolean;
  /** Time from the order to the moment the machine is switched on, in milliseconds. */
  readonly bootDelayMs: () => number;
  /** Time a deleted thing is still seen as going away, in milliseconds. */
  readonly deleteDelayMs: () => number;
  /** Time an action on a server or volume takes, in milliseconds. */
  readonly actionDelayMs: () => number;
  /** Servers the account may hold at Hetzner; null for no limit. */
  readonly serverLimit: () => number | null;
  /** Servers of a commercial type that the organization may hold at Scaleway; null for no limit. */
  readonly typeQuota: (type: string) => number | null;
  /** Requests that a key may make at Scaleway in each second; null for no limit. */
  readonly requestsPerSecond: () => number | null;
  /** Requests a token may make; each vendor's own default when absent. */
  readonly rateLimit?: RateLimit | undefined;
}

/** A token bucket. */
export interface RateLimit {
  readonly limit: number;
  readonly refillPerSecond: number;
}

/** A server as tests and tools see it. */
export interface ServerView {
  /** The machine's id with its driver, for example `hetzner-12345`. */
  readonly machineId: string;
  /** The vendor's id. */
  readonly id: string;
  readonly name: string;
  readonly type: string;
  /** Location or zone. */
  readonly location: string;
  /** The vendor's word for its state. */
  readonly state: string;
  /** Whether the driver runs a machine for it. */
  readonly poweredOn: boolean;
  /** Hetzner's labels; Scaleway's tags with empty values. */
  readonly labels: Readonly<Record<string, string>>;
  readonly tags: readonly string[];
  readonly createdAt: string;
  readonly address: string;
  /** Size of the user data in bytes; its text is never shown. */
  readonly userDataBytes: number;
}

/** A volume, address or key as tests and tools see it. */
export interface SideResourceView {
  readonly id: string;
  readonly name: string;
  readonly location: string;
  readonly state: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly tags: readonly string[];
  /** Id of the server that uses it; null when none does. */
  readonly serverId: string | null;
  readonly createdAt: string;
}

/** Everything an account holds. */
export interface CloudState {
  readonly servers: readonly ServerView[];
  readonly volumes: readonly SideResourceView[];
  readonly ips: readonly SideResourceView[];
  readonly sshKeys: readonly SideResourceView[];
  /** Absent where the cloud has none or they are not simulated. */
  readonly firewalls?: readonly SideResourceView[];
  readonly networks?: readonly SideResourceView[];
  readonly placementGroups?: readonly SideResourceView[];
}

/** One simulated cloud: state, and an API over it. */
export interface SimulatedCloud {
  readonly provider: 'hetzner' | 'scaleway';
  /** How faults see the request, and the operation's name for the record. */
  describe(request: ApiRequest): FaultCall;
  /** Does what the request asks, under the semantic effects (sold out, quota, never boots, …). */
  handle(request: ApiRequest, effects: readonly FaultEffect[]): ApiResponse;
  /** The vendor's own answer to a refused credential or too many requests. */
  refuse(kind: 'unauthorized' | 'rate-limit', request: ApiRequest): ApiResponse;
  /** The vendor's error envelope. */
  failure(fault: FaultFailure): ApiResponse;
  state(): CloudState;
  /** Power cut of one machine. `visible: false` leaves the API's state as it is. False when there is no such machine. */
  powerOff(machineId: string, options: { readonly visible: boolean }): boolean;
  /** Switches a machine on again. False when there is no such machine. */
  powerOn(machineId: string): boolean;
  /** The vendor locks a server, as after abuse, or unlocks it. False when there is no such server, or the vendor knows no locks. */
  lock(machineId: string, isLocked: boolean): boolean;
  /** The machine that the driver runs under this id; undefined when there is none or it is off. */
  machine(machineId: string): Machine | undefined;
  /** The metadata service as this machine sees it. */
  metadata(machineId: string): MetadataService | undefined;
  /** Forgets everything and switches every machine off. */
  reset(): Promise<void>;
}

/** An error that a fault wants to be sent. */
export type FaultFailure = Pick<FaultEffectOf<'error-before'>, 'status' | 'code' | 'message'>;
