import type { CloudState, ServerView, SideResourceView } from '../cloud.ts';
import { timestamp } from './render-parts.ts';
import type { Resource } from './resources.ts';
import type { HetznerAccount, HetznerServer, PrimaryIp, Volume } from './state.ts';
import { machineIdOf } from './state.ts';

/** Everything the account holds, for tests and tools. */
export function stateOf(account: HetznerAccount): CloudState {
  return {
    servers: [...account.servers.values()].map(serverView),
    volumes: [...account.volumes.values()].map(volumeView),
    ips: [...account.primaryIps.values()].map(ipView),
    sshKeys: [...account.sshKeys.values()].map(plainView),
    firewalls: [...account.firewalls.values()].map(plainView),
    networks: [...account.networks.values()].map(plainView),
    placementGroups: [...account.placementGroups.values()].map(plainView),
  };
}

function serverView(server: HetznerServer): ServerView {
  return {
    machineId: machineIdOf(server),
    id: String(server.id),
    name: server.name,
    type: server.type.name,
    location: server.location.name,
    state: server.status,
    poweredOn: server.machine !== undefined,
    labels: server.labels,
    tags: [],
    createdAt: timestamp(server.createdAtMs),
    address: server.address,
    userDataBytes: Buffer.byteLength(server.userData),
  };
}

function ipView(ip: PrimaryIp): SideResourceView {
  return {
    ...plainView(ip),
    location: ip.location.name,
    state: ip.assigneeId === null ? 'unassigned' : 'assigned',
    serverId: ip.assigneeId === null ? null : String(ip.assigneeId),
  };
}

function volumeView(volume: Volume): SideResourceView {
  return {
    ...plainView(volume),
    location: volume.location.name,
    state: volume.serverId === null ? 'detached' : 'attached',
    serverId: volume.serverId === null ? null : String(volume.serverId),
  };
}

function plainView(entry: Resource): SideResourceView {
  return {
    id: String(entry.id),
    name: entry.name,
    location: '',
    state: '',
    labels: entry.labels,
    tags: [],
    serverId: null,
    createdAt: timestamp(entry.createdAtMs),
  };
}
