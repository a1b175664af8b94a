import type { FaultEffect } from '../../faults/rule.ts';
import type { ApiRequest, ApiResponse } from '../../http/exchange.ts';
import type { Machine } from '../../machines/driver.ts';
import type { CloudContext } from '../cloud.ts';
import type { CommercialType, LocalImage } from './catalogue.ts';

/** States of a server (`ServerState` of the official clients; recorded traffic of 2 December 2025 and 30 July 2026). */
export type ServerState = 'stopped' | 'starting' | 'running' | 'stopping' | 'stopped in place' | 'locked';

/** A server of the account. */
export interface ScalewayServer {
  readonly id: string;
  readonly zone: string;
  readonly project: string;
  name: string;
  tags: string[];
  state: ServerState;
  stateDetail: string;
  readonly type: CommercialType;
  readonly image: LocalImage;
  readonly createdAtMs: number;
  modifiedAtMs: number;
  /** When the API stopped to know it; absent while it does. */
  deletedAtMs?: number;
  dynamicIpRequired: boolean;
  /** Address while it runs, when a dynamic one was asked for. */
  dynamicIp: string | null;
  isProtected: boolean;
  securityGroupId: string;
  placementGroupId: string | null;
  readonly userData: Map<string, Buffer>;
  /** Private address of its machine. */
  readonly address: string;
  readonly macAddress: string;
  machine?: Machine | undefined;
  /** Extra time before its machine starts, in milliseconds; null when it never does. */
  readonly bootLagMs: number | null;
  /** Its next power-on ends in `stopped` again. */
  readonly failsToStart: boolean;
}

/** Where a disk is attached. */
export interface Attachment {
  readonly serverId: string;
  /** Its number there. */
  readonly key: string;
  readonly referenceId: string;
}

/** A disk: block storage (`sbs_volume`) or local (`l_ssd`). */
export interface Volume {
  readonly id: string;
  readonly zone: string;
  readonly project: string;
  name: string;
  tags: string[];
  readonly kind: 'sbs_volume' | 'l_ssd';
  readonly sizeBytes: number;
  readonly createdAtMs: number;
  modifiedAtMs: number;
  /** The server it is attached to, and under which number. */
  attachment: Attachment | null;
  lastDetachedAtMs: number | null;
  readonly boot: boolean;
  /** The snapshot it was made of, when an image brought it. */
  readonly parentSnapshotId: string | null;
  isDeleting: boolean;
  /** A backup copies it. */
  isSnapshotting: boolean;
}

/** A flexible address. It outlives the server it is attached to. */
export interface FlexibleIp {
  readonly id: string;
  readonly zone: string;
  readonly project: string;
  tags: string[];
  readonly address: string;
  /** Name that the address resolves to; null for the vendor's own. */
  reverse: string | null;
  readonly createdAtMs: number;
  serverId: string | null;
}

/** What an action started (`Task` of the official clients). */
export interface ServerTask {
  readonly id: string;
  readonly zone: string;
  readonly serverId: string;
  readonly description: string;
  status: 'pending' | 'success' | 'failure';
  /** Path of what the action makes or changes. */
  readonly result: string;
  readonly startedAtMs: number;
  terminatedAtMs: number | null;
}

/** A set of firewall rules. Its rules do nothing here: machines have no network of their own. */
export interface SecurityGroup {
  readonly id: string;
  readonly zone: string;
  readonly project: string;
  name: string;
  description: string | null;
  tags: string[];
  stateful: boolean;
  inboundDefaultPolicy: string;
  outboundDefaultPolicy: string;
  enableDefaultSecurity: boolean;
  readonly isDefault: boolean;
  readonly createdAtMs: number;
  modifiedAtMs: number;
}

/** A wish to keep servers on different, or near, hypervisors. */
export interface PlacementGroup {
  readonly id: string;
  readonly zone: string;
  readonly project: string;
  readonly name: string;
  readonly tags: readonly string[];
  readonly policyMode: string;
  readonly policyType: string;
}

/** Everything one organization holds. Maps keep the order of creation. */
export interface ScalewayAccount {
  readonly context: CloudContext;
  readonly servers: Map<string, ScalewayServer>;
  /** Deleted servers, kept so that stale lists can show them. */
  readonly tombstones: ScalewayServer[];
  readonly volumes: Map<string, Volume>;
  /** The attached disks by server, so that thousands of servers can be listed quickly. */
  readonly attached: Map<string, Set<Volume>>;
  readonly ips: Map<string, FlexibleIp>;
  readonly tasks: Map<string, ServerTask>;
  readonly securityGroups: Map<string, SecurityGroup>;
  readonly placementGroups: Map<string, PlacementGroup>;
}

/** One call of an operation. */
export interface ScalewayCall {
  readonly request: ApiRequest;
  readonly params: Readonly<Record<string, string>>;
  readonly effects: readonly FaultEffect[];
}

/** An operation of the API. */
export type ScalewayHandler = (account: ScalewayAccount, call: ScalewayCall) => ApiResponse;

/** Project and organization of resources that name none. */
export const defaultProject = 'fa1e3217-dc80-42ac-85c3-3f034b78b552';

/** An organization that holds nothing. */
export function emptyAccount(context: CloudContext): ScalewayAccount {
  return {
    context,
    servers: new Map(),
    tombstones: [],
    volumes: new Map(),
    attached: new Map(),
    ips: new Map(),
    tasks: new Map(),
    securityGroups: new Map(),
    placementGroups: new Map(),
  };
}

/** The machine id that the driver knows. */
export function machineIdOf(server: ScalewayServer): string {
  return `scaleway-${server.id}`;
}

/** A resource by the zone and id of a path, if it exists there. */
export function findInZone<Entry extends { readonly zone: string }>(
  entries: ReadonlyMap<string, Entry>,
  params: ScalewayCall['params'],
): Entry | undefined {
  const entry = entries.get(params['id'] ?? '');
  return entry?.zone === params['zone'] ? entry : undefined;
}

/** The disks of a server, in the order of their numbers. */
export function volumesOf(account: ScalewayAccount, serverId: string): Volume[] {
  return [...(account.attached.get(serverId) ?? [])].toSorted(
    (one, other) => Number(one.attachment?.key) - Number(other.attachment?.key),
  );
}
