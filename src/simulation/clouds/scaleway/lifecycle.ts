import type { MachineSpec } from '../../machines/driver.ts';
import { scalewayMetadata } from '../../machines/metadata/scaleway.ts';
import type { MetadataService } from '../../machines/metadata/service.ts';
import { randomUuid } from '../../random.ts';
import { ipv4EurPerHour, regionOf, sbsEurPerGbHour } from './catalogue.ts';
import { renderServer } from './render.ts';
import type { Attachment, ScalewayAccount, ScalewayServer, ServerState, Volume } from './state.ts';
import { machineIdOf, volumesOf } from './state.ts';
import { settleTasks } from './tasks.ts';

/** Puts a server into a state. In one that lasts, what was under way has ended. */
export function enter(account: ScalewayAccount, server: ScalewayServer, state: ServerState, detail = ''): void {
  server.state = state;
  server.stateDetail = detail;
  server.modifiedAtMs = account.context.now();
  if (state !== 'starting' && state !== 'stopping') settleTasks(account, server, 'success');
}

/**
 * stopped → starting ("allocating node") → running ("booting kernel"). A server that fails to start is stopped again. The time
 * it takes to start is billed too (docs-content, pages/instances/faq.mdx, "How are Instances billed?").
 */
export function powerOn(account: ScalewayAccount, server: ScalewayServer, detail = 'allocating node'): void {
  enter(account, server, 'starting', detail);
  billNode(account, server);
  account.context.timers.after(account.context.bootDelayMs(), () => {
    if (server.state !== 'starting') return;
    if (server.failsToStart) return failToStart(account, server);
    switchOn(account, server);
  });
}

function failToStart(account: ScalewayAccount, server: ScalewayServer): void {
  settleTasks(account, server, 'failure');
  releaseNode(account, server);
  enter(account, server, 'stopped');
}

/** Compute costs from power-on to power-off; a charge that is open already goes on. */
function billNode({ context }: ScalewayAccount, server: ScalewayServer): void {
  const charge = { eurPerHour: server.type.hourlyEur, fromMs: context.now(), rounding: 'exact' } as const;
  context.ledger.open({ id: `scaleway/server/${server.id}`, ...charge });
}

/** The server is running and billed, and its machine is switched on, unless a fault holds it back. */
export function switchOn(account: ScalewayAccount, server: ScalewayServer): void {
  const { context } = account;
  enter(account, server, 'running', 'booting kernel');
  billNode(account, server);
  if (server.dynamicIpRequired && server.dynamicIp === null) {
    server.dynamicIp = context.addresses.nextPublic();
    const charge = { eurPerHour: ipv4EurPerHour, fromMs: context.now(), rounding: 'exact' } as const;
    context.ledger.open({ id: `scaleway/dynamic-ip/${server.id}`, ...charge });
  }
  if (server.bootLagMs === null) return;
  if (server.bootLagMs === 0) return boot(account, server);
  context.timers.after(server.bootLagMs, () => boot(account, server));
}

function boot(account: ScalewayAccount, server: ScalewayServer): void {
  if (server.state !== 'running' || server.machine !== undefined) return;
  server.machine = account.context.driver.boot(specOf(account, server));
}

/** Cuts the machine's power. */
export function cutPower(server: ScalewayServer): void {
  const { machine } = server;
  server.machine = undefined;
  // A driver that cannot stop a machine has to say so itself; the cloud's state must not depend on it.
  machine?.powerOff().catch(() => undefined);
}

/** The node is given back: compute is no longer billed and the dynamic address is released. */
export function releaseNode(account: ScalewayAccount, server: ScalewayServer): void {
  const nowMs = account.context.now();
  cutPower(server);
  account.context.ledger.close(`scaleway/server/${server.id}`, nowMs);
  account.context.ledger.close(`scaleway/dynamic-ip/${server.id}`, nowMs);
  server.dynamicIp = null;
}

/** running → stopping ("stopping") → stopped. */
export function powerOff(account: ScalewayAccount, server: ScalewayServer): void {
  cutPower(server);
  enter(account, server, 'stopping', 'stopping');
  account.context.timers.after(account.context.deleteDelayMs(), () => {
    if (server.state !== 'stopping') return;
    releaseNode(account, server);
    enter(account, server, 'stopped');
  });
}

/** running → stopping ("stopping in place") → stopped in place. The node stays reserved and billed, and so does the address. */
export function stopInPlace(account: ScalewayAccount, server: ScalewayServer): void {
  cutPower(server);
  enter(account, server, 'stopping', 'stopping in place');
  account.context.timers.after(account.context.deleteDelayMs(), () => {
    if (server.state === 'stopping') enter(account, server, 'stopped in place', 'stopped in place');
  });
}

/** The machine is cut off and started again on the same node, with the same address. */
export function reboot(account: ScalewayAccount, server: ScalewayServer): void {
  cutPower(server);
  powerOn(account, server, 'rebooting');
}

/** running → stopping ("terminating") → unknown to the API. Local volumes go, block storage is merely detached. */
export function terminate(account: ScalewayAccount, server: ScalewayServer): void {
  cutPower(server);
  enter(account, server, 'stopping', 'terminating');
  account.context.timers.after(account.context.deleteDelayMs(), () => {
    for (const volume of volumesOf(account, server.id)) {
      if (volume.kind === 'l_ssd') account.volumes.delete(volume.id);
    }
    removeServer(account, server);
  });
}

/** Takes a server out of the account and detaches what it used; flexible addresses and volumes stay, and cost. */
export function removeServer(account: ScalewayAccount, server: ScalewayServer): void {
  if (!account.servers.delete(server.id)) return;
  releaseNode(account, server);
  settleTasks(account, server, 'success');
  server.deletedAtMs = account.context.now();
  account.tombstones.push(server);
  if (account.tombstones.length > 2_000) account.tombstones.splice(0, 1_000);
  account.context.stock.move(server.type.name, server.zone, 1);
  for (const volume of volumesOf(account, server.id)) detach(account, volume);
  account.attached.delete(server.id);
  for (const ip of account.ips.values()) if (ip.serverId === server.id) ip.serverId = null;
}

/** A disk is in use by a server. */
export function attach(account: ScalewayAccount, volume: Volume, attachment: Attachment): void {
  const disks = account.attached.get(attachment.serverId) ?? new Set();
  account.attached.set(attachment.serverId, disks.add(volume));
  volume.attachment = attachment;
  volume.modifiedAtMs = account.context.now();
}

/** A disk is in use no longer; it stays, and costs. */
export function detach(account: ScalewayAccount, volume: Volume): void {
  const { attachment } = volume;
  if (attachment === null) return;
  account.attached.get(attachment.serverId)?.delete(volume);
  volume.attachment = null;
  volume.lastDetachedAtMs = account.context.now();
  volume.modifiedAtMs = account.context.now();
}

/** What a new disk is made of. */
export type NewVolume = Pick<Volume, 'zone' | 'project' | 'name' | 'kind' | 'sizeBytes' | 'boot'> & {
  readonly tags?: string[];
  readonly parentSnapshotId?: string;
  readonly attachTo?: { readonly serverId: string; readonly key: string };
};

/** Adds a disk to the account; block storage is billed from now until it is deleted, attached or not. */
export function addVolume(account: ScalewayAccount, { attachTo, ...wanted }: NewVolume): Volume {
  const { context } = account;
  const nowMs = context.now();
  const times = { createdAtMs: nowMs, modifiedAtMs: nowMs, lastDetachedAtMs: null };
  const fresh = { tags: [], parentSnapshotId: null, isDeleting: false, isSnapshotting: false };
  const volume: Volume = { id: randomUuid(context.random), ...fresh, ...wanted, ...times, attachment: null };
  account.volumes.set(volume.id, volume);
  if (attachTo !== undefined) attach(account, volume, { ...attachTo, referenceId: randomUuid(context.random) });
  if (volume.kind === 'sbs_volume') {
    const eurPerHour = (volume.sizeBytes / 1_000_000_000) * sbsEurPerGbHour;
    context.ledger.open({ id: `scaleway/volume/${volume.id}`, eurPerHour, fromMs: nowMs, rounding: 'exact' });
  }
  return volume;
}

/** A detached disk is deleting for a while, then unknown to the API. */
export function deleteVolume(account: ScalewayAccount, volume: Volume): void {
  volume.isDeleting = true;
  account.context.timers.after(account.context.deleteDelayMs(), () => {
    account.volumes.delete(volume.id);
    account.context.ledger.close(`scaleway/volume/${volume.id}`, account.context.now());
  });
}

/** The metadata service of a server's machine. */
export function metadataOf(account: ScalewayAccount, server: ScalewayServer): MetadataService {
  return scalewayMetadata(() => ({ server: renderServer(server, account), userData: server.userData }));
}

/** Locked by the vendor: its machine is off and no action is taken, until it is unlocked and stopped. */
export function lock(account: ScalewayAccount, server: ScalewayServer, isLocked: boolean): void {
  releaseNode(account, server);
  enter(account, server, isLocked ? 'locked' : 'stopped');
}

function specOf(account: ScalewayAccount, server: ScalewayServer): MachineSpec {
  const root = volumesOf(account, server.id)[0];
  return {
    id: machineIdOf(server),
    userData: server.userData.get('cloud-init')?.toString('utf8') ?? '',
    address: server.address,
    hardware: {
      cpus: server.type.cpus,
      memoryBytes: server.type.ramGib * 1024 ** 3,
      diskBytes: root?.sizeBytes ?? 0,
      architecture: server.type.arch === 'arm64' ? 'arm64' : 'amd64',
    },
    metadataService: metadataOf(account, server),
    metadata: { provider: 'scaleway', instanceId: server.id, region: regionOf(server.zone), zone: server.zone },
  };
}
