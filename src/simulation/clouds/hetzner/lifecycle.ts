import type { MachineSpec } from '../../machines/driver.ts';
import { hetznerMetadata } from '../../machines/metadata/hetzner.ts';
import type { HetznerMachineFacts } from '../../machines/metadata/hetzner.ts';
import type { MetadataService } from '../../machines/metadata/service.ts';
import { findEffect } from '../../faults/matching.ts';
import { failAction, finishAction, startAction } from './actions.ts';
import { hourlyNetEur, primaryIpv4NetEur } from './catalogue.ts';
import type { ActionResource, HetznerAccount, HetznerAction, HetznerCall, HetznerServer, PrimaryIp } from './state.ts';
import { machineIdOf, takeId } from './state.ts';

/** The actions a create returns. */
export interface CreateActions {
  readonly create: HetznerAction;
  /** Absent when the server was asked to stay off. */
  readonly start?: HetznerAction;
}

/** Adds a server to the account and sets it on its way: initializing → starting → running, or off. */
export function launchServer(
  account: HetznerAccount,
  server: HetznerServer,
  options: { readonly start: boolean; readonly effects: HetznerCall['effects'] },
): CreateActions {
  const { context } = account;
  account.servers.set(server.id, server);
  account.serverNames.add(server.name);
  account.serverLabels.add(server.id, server.labels);
  context.stock.move(server.type.name, server.location.name, -1);
  openServerCharge(account, server);
  const create = startAction(account, 'create_server', onServer(server));
  const failing = findEffect(options.effects, 'action-fails');
  const fault = failing && {
    code: failing.code ?? 'resource_unavailable',
    message: failing.message ?? 'error during placement',
  };
  const start = options.start ? startAction(account, 'start_server', onServer(server)) : undefined;
  context.timers.after(context.bootDelayMs() / 2, () => {
    if (fault !== undefined) return failCreate(account, { server, create, start, error: fault });
    finishAction(account, create);
    if (server.status !== 'initializing') return;
    server.status = start === undefined ? 'off' : 'starting';
    if (start !== undefined) context.timers.after(context.bootDelayMs() / 2, () => finishStart(account, server, start));
  });
  return start === undefined ? { create } : { create, start };
}

interface FailedCreate {
  readonly server: HetznerServer;
  readonly create: HetznerAction;
  readonly start: HetznerAction | undefined;
  readonly error: { readonly code: string; readonly message: string };
}

/** A failed create leaves the server behind, off and billed (https://github.com/hetznercloud/terraform-provider-hcloud/issues/469). */
function failCreate(account: HetznerAccount, { server, create, start, error }: FailedCreate): void {
  failAction(account, create, error);
  if (start !== undefined) failAction(account, start, error);
  if (server.status === 'initializing') server.status = 'off';
}

function finishStart(account: HetznerAccount, server: HetznerServer, start: HetznerAction): void {
  finishAction(account, start);
  if (server.status !== 'starting') return;
  switchOn(account, server);
}

/** The server is running and its machine is switched on, unless a fault holds it back. */
export function switchOn(account: HetznerAccount, server: HetznerServer): void {
  server.status = 'running';
  if (server.bootLagMs === null) return;
  if (server.bootLagMs === 0) return boot(account, server);
  account.context.timers.after(server.bootLagMs, () => boot(account, server));
}

function boot(account: HetznerAccount, server: HetznerServer): void {
  if (server.status !== 'running' || server.machine !== undefined) return;
  server.machine = account.context.driver.boot(specOf(account, server));
}

/** Cuts the machine's power. */
export function cutPower(server: HetznerServer): void {
  const { machine } = server;
  server.machine = undefined;
  // A driver that cannot stop a machine has to say so itself; the cloud's state must not depend on it.
  machine?.powerOff().catch(() => undefined);
}

/** Deletes a server: its machine stops now, the API knows it as `deleting` for a while, its own addresses go with it. */
export function deleteServer(account: HetznerAccount, server: HetznerServer): HetznerAction {
  const { context } = account;
  const action = startAction(account, 'delete_server', onServer(server));
  cutPower(server);
  const repeated = server.status === 'deleting';
  server.status = 'deleting';
  const remove = (): void => {
    finishAction(account, action);
    if (!repeated) removeServer(account, server);
  };
  context.timers.after(context.deleteDelayMs(), remove);
  return action;
}

/** Everything that a server uses is left behind without it; only its own addresses go along. */
function detachAll(account: HetznerAccount, server: HetznerServer): void {
  for (const volume of account.volumes.values()) if (volume.serverId === server.id) volume.serverId = null;
  for (const network of account.networks.values()) network.addresses.delete(server.id);
  for (const firewall of account.firewalls.values()) firewall.serverIds.delete(server.id);
  account.placementGroups.get(server.placementGroupId ?? 0)?.serverIds.delete(server.id);
  for (const id of [server.ipv4Id, server.ipv6Id])
    releaseIp(account, id === null ? undefined : account.primaryIps.get(id));
}

/** The resources of an action on one server. */
export function onServer(server: HetznerServer): readonly ActionResource[] {
  return [{ id: server.id, type: 'server' }];
}

function removeServer(account: HetznerAccount, server: HetznerServer): void {
  const { context } = account;
  server.deletedAtMs = context.now();
  account.servers.delete(server.id);
  account.serverNames.delete(server.name);
  account.serverLabels.remove(server.id, server.labels);
  account.tombstones.push(server);
  if (account.tombstones.length > 2_000) account.tombstones.splice(0, 1_000);
  context.stock.move(server.type.name, server.location.name, 1);
  context.ledger.close(`hetzner/server/${server.id}`, context.now());
  detachAll(account, server);
}

function releaseIp(account: HetznerAccount, ip: PrimaryIp | undefined): void {
  if (ip === undefined) return;
  ip.assigneeId = null;
  if (ip.autoDelete) removeIp(account, ip);
}

/** Takes an address out of the account and off the bill. */
export function removeIp(account: HetznerAccount, ip: PrimaryIp): void {
  account.primaryIps.delete(ip.id);
  account.context.ledger.close(`hetzner/primary-ip/${ip.id}`, account.context.now());
}

/** What a new address is made of. */
export type NewIp = Pick<PrimaryIp, 'type' | 'autoDelete' | 'location' | 'assigneeId'> &
  Partial<Pick<PrimaryIp, 'name' | 'labels'>>;

/** Adds an address to the account; an IPv4 one is billed from now on, whether it is used or not. */
export function addIp(account: HetznerAccount, wanted: NewIp): PrimaryIp {
  const { context } = account;
  const id = takeId(account);
  const address = wanted.type === 'ipv4' ? context.addresses.nextPublic() : context.addresses.nextPublicV6();
  const created = { id, ip: address, createdAtMs: context.now(), isProtected: false };
  const ip: PrimaryIp = { name: `primary_ip-${id}`, labels: {}, ...wanted, ...created };
  account.primaryIps.set(id, ip);
  if (ip.type === 'ipv4') {
    const charge = { id: `hetzner/primary-ip/${id}`, eurPerHour: primaryIpv4NetEur.hourly, fromMs: context.now() };
    context.ledger.open({ ...charge, rounding: 'started-hour' });
  }
  return ip;
}

/** Servers are billed until they are deleted, powered off or not (https://docs.hetzner.com/cloud/billing/faq/). */
function openServerCharge(account: HetznerAccount, server: HetznerServer): void {
  const eurPerHour = hourlyNetEur(server.type, server.location.name) ?? 0;
  const fromMs = account.context.now();
  account.context.ledger.open({ id: `hetzner/server/${server.id}`, eurPerHour, fromMs, rounding: 'started-hour' });
}

function specOf(account: HetznerAccount, server: HetznerServer): MachineSpec {
  return {
    id: machineIdOf(server),
    userData: server.userData,
    address: server.address,
    hardware: {
      cpus: server.type.cores,
      memoryBytes: server.type.memoryGb * 1024 ** 3,
      diskBytes: server.type.diskGb * 1000 ** 3,
      architecture: server.type.architecture === 'arm' ? 'arm64' : 'amd64',
    },
    metadataService: metadataOf(account, server),
    metadata: {
      provider: 'hetzner',
      instanceId: String(server.id),
      region: server.location.networkZone,
      zone: server.location.name,
    },
  };
}

/** The metadata service of a server's machine. */
export function metadataOf(account: HetznerAccount, server: HetznerServer): MetadataService {
  return hetznerMetadata(() => factsOf(account, server));
}

function factsOf(account: HetznerAccount, server: HetznerServer): HetznerMachineFacts {
  const addressOf = (id: number | null): string | null => account.primaryIps.get(id ?? 0)?.ip ?? null;
  return {
    id: server.id,
    name: server.name,
    location: server.location.name,
    networkZone: server.location.networkZone,
    ipv4: addressOf(server.ipv4Id),
    ipv6: addressOf(server.ipv6Id),
    publicKeys: server.publicKeys,
    userData: server.userData,
  };
}
