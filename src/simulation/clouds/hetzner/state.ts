import type { FaultEffect } from '../../faults/rule.ts';
import type { ApiRequest, ApiResponse } from '../../http/exchange.ts';
import type { Machine } from '../../machines/driver.ts';
import type { CloudContext } from '../cloud.ts';
import type { LabelIndex } from './label-index.ts';
import { createLabelIndex } from './label-index.ts';
import type { ImageEntry, LocationEntry, ServerTypeEntry } from './catalogue.ts';

/** States of a server that the simulation passes through (API reference, `server.status`). */
export type ServerStatus = 'initializing' | 'starting' | 'running' | 'stopping' | 'off' | 'deleting';

/** A server of the account. */
export interface HetznerServer {
  readonly id: number;
  name: string;
  labels: Record<string, string>;
  status: ServerStatus;
  readonly type: ServerTypeEntry;
  readonly location: LocationEntry;
  readonly image: ImageEntry;
  readonly createdAtMs: number;
  /** When the API stopped to know it; absent while it does. */
  deletedAtMs?: number;
  readonly userData: string;
  /** SSH keys that the metadata service gives to its machine. */
  readonly publicKeys: readonly string[];
  /** Private address of its machine. */
  readonly address: string;
  ipv4Id: number | null;
  ipv6Id: number | null;
  placementGroupId: number | null;
  /** What must not be done to it (API reference, `server.protection`). */
  protection: { delete: boolean; rebuild: boolean };
  /** Actions that have not ended; while there are any, the API refuses further ones as `locked`. */
  runningActions: number;
  machine?: Machine | undefined;
  /** Extra time before its machine starts, in milliseconds; null when it never does. */
  readonly bootLagMs: number | null;
}

/** What an action is about. */
export interface ActionResource {
  readonly id: number;
  readonly type: 'server' | 'volume' | 'network' | 'firewall' | 'primary_ip' | 'placement_group';
}

/** A step of an asynchronous change. */
export interface HetznerAction {
  readonly id: number;
  readonly command: string;
  status: 'running' | 'success' | 'error';
  readonly startedAtMs: number;
  finishedAtMs?: number;
  readonly resources: readonly ActionResource[];
  error: { readonly code: string; readonly message: string } | null;
}

/** A public address. */
export interface PrimaryIp {
  readonly id: number;
  name: string;
  labels: Record<string, string>;
  readonly ip: string;
  readonly type: 'ipv4' | 'ipv6';
  /** True for addresses that the API made along with a server. */
  autoDelete: boolean;
  readonly location: LocationEntry;
  readonly createdAtMs: number;
  assigneeId: number | null;
  isProtected: boolean;
}

/** A disk of its own, which survives the server that it is attached to. */
export interface Volume {
  readonly id: number;
  name: string;
  labels: Record<string, string>;
  readonly createdAtMs: number;
  readonly location: LocationEntry;
  sizeGb: number;
  readonly format: string | null;
  status: 'creating' | 'available';
  serverId: number | null;
  isProtected: boolean;
}

/** Packet rules; the simulation keeps them and filters nothing. */
export interface Firewall {
  readonly id: number;
  name: string;
  labels: Record<string, string>;
  readonly createdAtMs: number;
  rules: readonly unknown[];
  /** Servers that it was applied to by id. */
  readonly serverIds: Set<number>;
  /** Label selectors that it was applied to. */
  readonly selectors: Set<string>;
}

/** A subnet of a private network. */
export interface Subnet {
  readonly type: 'cloud' | 'server' | 'vswitch';
  readonly ipRange: string;
  readonly networkZone: string;
}

/** A private network; the simulation gives addresses and carries no packets. */
export interface Network {
  readonly id: number;
  name: string;
  labels: Record<string, string>;
  readonly createdAtMs: number;
  readonly ipRange: string;
  subnets: readonly Subnet[];
  routes: readonly { readonly destination: string; readonly gateway: string }[];
  exposesRoutes: boolean;
  isProtected: boolean;
  /** Address of each attached server. */
  readonly addresses: Map<number, string>;
}

/** Servers that shall run on different hosts. */
export interface PlacementGroup {
  readonly id: number;
  name: string;
  labels: Record<string, string>;
  readonly createdAtMs: number;
  readonly serverIds: Set<number>;
}

/** A public key for root. */
export interface SshKey {
  readonly id: number;
  name: string;
  labels: Record<string, string>;
  readonly fingerprint: string;
  readonly publicKey: string;
  readonly createdAtMs: number;
}

/** Everything one account holds. Maps keep the order of creation. */
export interface HetznerAccount {
  readonly context: CloudContext;
  readonly servers: Map<number, HetznerServer>;
  /** Names of the servers, which are unique; kept apart because a create must not search thousands. */
  readonly serverNames: Set<string>;
  /** Finds servers by label, because a list must not search thousands either. */
  readonly serverLabels: LabelIndex;
  /** Deleted servers, kept so that stale lists can show them. */
  readonly tombstones: HetznerServer[];
  readonly actions: Map<number, HetznerAction>;
  readonly primaryIps: Map<number, PrimaryIp>;
  readonly sshKeys: Map<number, SshKey>;
  readonly volumes: Map<number, Volume>;
  readonly firewalls: Map<number, Firewall>;
  readonly networks: Map<number, Network>;
  readonly placementGroups: Map<number, PlacementGroup>;
  /** JSON of types, locations and images, which every server repeats. */
  readonly texts: Map<string, string>;
  nextId: number;
}

/** One call of an operation. */
export interface HetznerCall {
  readonly request: ApiRequest;
  readonly params: Readonly<Record<string, string>>;
  readonly effects: readonly FaultEffect[];
}

/** An operation of the API. */
export type HetznerHandler = (account: HetznerAccount, call: HetznerCall) => ApiResponse;

/** An account that holds nothing. Ids start where real ones were in 2026, to look like them. */
export function emptyAccount(context: CloudContext): HetznerAccount {
  const nextId = 120_000_000 + Math.floor(context.random() * 10_000_000);
  return {
    context,
    servers: new Map(),
    serverNames: new Set(),
    serverLabels: createLabelIndex(),
    tombstones: [],
    actions: new Map(),
    primaryIps: new Map(),
    sshKeys: new Map(),
    volumes: new Map(),
    firewalls: new Map(),
    networks: new Map(),
    placementGroups: new Map(),
    texts: new Map(),
    nextId,
  };
}

/** The next id; ids are never used twice. */
export function takeId(account: HetznerAccount): number {
  account.nextId += 1;
  return account.nextId;
}

/** The machine id that the driver knows. */
export function machineIdOf(server: HetznerServer): string {
  return `hetzner-${server.id}`;
}

/** A resource by the id of a path, if it exists. */
export function findById<Entry>(entries: ReadonlyMap<number, Entry>, id: string | undefined): Entry | undefined {
  return id !== undefined && /^\d{1,15}$/.test(id) ? entries.get(Number(id)) : undefined;
}
