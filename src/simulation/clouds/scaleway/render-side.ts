import { timestamp } from './timestamp.ts';
import type { FlexibleIp, ScalewayAccount, ScalewayServer, Volume } from './state.ts';

// Shapes of the recorded traffic in terraform-provider-scaleway, internal/services/instance/testdata (2 December 2025), and in
// scaleway-sdk-go, api/instance/v1/testdata/test-instance-helpers.cassette.yaml (5 September 2025).

/** A local volume. Block storage volumes are unknown to the Instance API's own volume endpoints. */
export function renderLocalVolume(volume: Volume, server: ScalewayServer | undefined): Record<string, unknown> {
  return {
    id: volume.id,
    name: volume.name,
    volume_type: volume.kind,
    export_uri: null,
    organization: volume.project,
    project: volume.project,
    server: server === undefined ? null : { id: server.id, name: server.name },
    size: volume.sizeBytes,
    state: volume.isSnapshotting ? 'snapshotting' : 'available',
    creation_date: timestamp(volume.createdAtMs),
    modification_date: timestamp(volume.modifiedAtMs),
    tags: volume.tags,
    zone: volume.zone,
  };
}

function blockStatus(volume: Volume): string {
  if (volume.isDeleting) return 'deleting';
  return volume.attachment === null ? 'available' : 'in_use';
}

/** A volume of the Block Storage API. */
export function renderBlockVolume(volume: Volume): Record<string, unknown> {
  const iso = (ms: number): string => new Date(ms).toISOString();
  const reference = volume.attachment && {
    id: volume.attachment.referenceId,
    product_resource_type: 'instance_server',
    product_resource_id: volume.attachment.serverId,
    created_at: iso(volume.createdAtMs),
    type: 'exclusive',
    status: 'attached',
  };
  return {
    id: volume.id,
    name: volume.name,
    type: 'sbs_5k',
    size: volume.sizeBytes,
    project_id: volume.project,
    created_at: iso(volume.createdAtMs),
    updated_at: iso(volume.modifiedAtMs),
    references: reference === null ? [] : [reference],
    parent_snapshot_id: volume.parentSnapshotId,
    status: blockStatus(volume),
    tags: volume.tags,
    specs: { perf_iops: 5000, class: 'sbs' },
    last_detached_at: volume.lastDetachedAtMs === null ? null : iso(volume.lastDetachedAtMs),
    zone: volume.zone,
  };
}

/** A flexible address. */
export function renderIp(ip: FlexibleIp, account: ScalewayAccount): Record<string, unknown> {
  const server = ip.serverId === null ? undefined : account.servers.get(ip.serverId);
  return {
    id: ip.id,
    address: ip.address,
    prefix: null,
    reverse: ip.reverse,
    server: server === undefined ? null : { id: server.id, name: server.name },
    organization: ip.project,
    project: ip.project,
    zone: ip.zone,
    type: 'routed_ipv4',
    state: server === undefined ? 'detached' : 'attached',
    tags: ip.tags,
    ipam_id: ip.id,
  };
}
