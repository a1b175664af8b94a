import { z } from 'zod';
import { findEffect } from '../../faults/matching.ts';
import type { ApiResponse } from '../../http/exchange.ts';
import type { CommercialType } from './catalogue.ts';
import { invalidArgument, invalidArguments, invalidRequest, notFound, outOfStock, quotaExceeded } from './errors.ts';
import type { Order, VolumeRequest } from './server-create.ts';
import type { ScalewayAccount, ScalewayCall } from './state.ts';

/**
 * Every argument that is missing or wrong. Without an image the API asks for disks as well (scaleway-sdk-go,
 * api/instance/v1/testdata/test-create-server-with-incorrect-body, 5 September 2025).
 */
export function refuseArguments(body: unknown, error: z.ZodError): ApiResponse {
  const given: Readonly<Record<string, unknown>> = z.looseObject({}).safeParse(body).data ?? {};
  const paths = error.issues.map((issue) => issue.path.join('.') || 'body');
  if (paths.includes('image') && given['volumes'] === undefined) paths.push('volumes');
  return invalidArguments(
    paths.map((name) =>
      given[name] === undefined && !name.includes('.')
        ? { argument_name: name, reason: 'required', help_message: 'required key not provided' }
        : { argument_name: name, reason: 'format', help_message: 'value is not of the expected type' },
    ),
  );
}

/** Why a create is refused that names what exists: its disks, what it wants to use, quotas, stock. */
export function refuseOrder(account: ScalewayAccount, order: Order, call: ScalewayCall): ApiResponse | undefined {
  const { request, type } = order;
  const refusals = Object.values(request.volumes ?? {}).map((volume) => refuseVolume(type, volume));
  return (
    refusals.find((refusal) => refusal !== undefined) ??
    refuseUnknown(account, order) ??
    refuseQuota(account, order, call) ??
    refuseStock(account, order, call)
  );
}

/** Addresses and groups have to be in the server's zone. */
function refuseUnknown(account: ScalewayAccount, { request, zone }: Order): ApiResponse | undefined {
  const kinds = [
    { resource: 'instance_ip', wanted: request.public_ips ?? [], known: account.ips },
    { resource: 'instance_security_group', wanted: [request.security_group], known: account.securityGroups },
    { resource: 'instance_placement_group', wanted: [request.placement_group], known: account.placementGroups },
  ];
  for (const { resource, wanted, known } of kinds) {
    const unknown = wanted.find((id) => typeof id === 'string' && known.get(id)?.zone !== zone);
    if (typeof unknown === 'string') return notFound(resource, unknown);
  }
  return undefined;
}

/**
 * Quotas are of the organization and by type, in all zones together (docs-content, pages/organizations-and-projects,
 * "Understanding Organization quotas"); a fault may set one for all types.
 */
function refuseQuota(account: ScalewayAccount, { type }: Order, call: ScalewayCall): ApiResponse | undefined {
  const ofAll = findEffect(call.effects, 'quota')?.max;
  const ofType = account.context.typeQuota(type.name);
  const current = account.servers.size;
  if (ofAll !== undefined && current >= ofAll) return quotaExceeded('instance_server', { quota: ofAll, current });
  if (ofType === null) return undefined;
  const held = [...account.servers.values()].filter((server) => server.type.name === type.name).length;
  return held >= ofType ? quotaExceeded('instance_server', { quota: ofType, current: held }) : undefined;
}

function refuseStock(account: ScalewayAccount, { type, zone }: Order, call: ScalewayCall): ApiResponse | undefined {
  const isSoldOut = findEffect(call.effects, 'sold-out') !== undefined;
  const left = account.context.stock.left(type.name, zone) ?? 1;
  return isSoldOut || left <= 0 ? outOfStock('instance_server') : undefined;
}

/** `b_ssd` is gone, the API asks for `sbs_volume` (https://github.com/woodpecker-ci/autoscaler/issues/497). */
function refuseVolume(type: CommercialType, volume: VolumeRequest): ApiResponse | undefined {
  const kind = volume.volume_type;
  if (kind !== undefined && kind !== 'sbs_volume' && kind !== 'l_ssd') {
    return invalidArgument('volumes.volume_type', 'constraint', 'volume type is not available, use sbs_volume');
  }
  if (kind !== 'l_ssd') return undefined;
  const fits = (volume.size ?? 0) <= type.localDiskGb * 1_000_000_000 && type.localDiskGb > 0;
  return fits
    ? undefined
    : invalidRequest('The total size of local-volume(s) must be equal or lower than the limit of the type');
}
