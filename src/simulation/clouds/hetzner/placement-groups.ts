import { z } from 'zod';
import { jsonResponse, noContent } from '../../http/exchange.ts';
import type { Route } from '../../http/router.ts';
import { runAction, startAction } from './actions.ts';
import { failure, locked, uniquenessError, unprocessable } from './errors.ts';
import { renderAction } from './render.ts';
import { renderPlacementGroup } from './render-resources.ts';
import { isNameTaken, onResource, readBody, resourceRoutes } from './resources.ts';
import type { HetznerAccount, HetznerHandler, HetznerServer, PlacementGroup } from './state.ts';
import { takeId } from './state.ts';

/** Servers that a group of type `spread` holds (https://docs.hetzner.com/cloud/placement-groups/overview/). */
export const maxSpread = 10;

const createSchema = z.looseObject({
  name: z.string().min(1),
  type: z.literal('spread'),
  labels: z.record(z.string(), z.string()).default({}),
});

const createGroup: HetznerHandler = (account, { request }) => {
  const body = readBody(createSchema, request);
  if ('refusal' in body) return body.refusal;
  const { name, labels } = body.value;
  if (isNameTaken(account.placementGroups, name))
    return uniquenessError('name', 'placement group name is already used');
  const createdAtMs = account.context.now();
  const group: PlacementGroup = { id: takeId(account), name, labels, createdAtMs, serverIds: new Set() };
  account.placementGroups.set(group.id, group);
  return jsonResponse(201, { placement_group: renderPlacementGroup(group), action: null });
};

const server = { kind: 'server', all: (account: HetznerAccount) => account.servers };

const addToGroup = onResource(server, (account, entry, { request }) => {
  const body = readBody(z.looseObject({ placement_group: z.number() }), request);
  if ('refusal' in body) return body.refusal;
  const group = account.placementGroups.get(body.value.placement_group);
  if (group === undefined) return failure(404, 'not_found', 'placement group not found');
  if (entry.runningActions > 0) return locked();
  if (entry.status !== 'off') return unprocessable('server_not_stopped', 'server is not stopped');
  if (entry.placementGroupId !== null)
    return unprocessable('already_in_placement_group', 'server is already in a placement group');
  if (group.serverIds.size >= maxSpread) return unprocessable('placement_error', 'error during placement');
  entry.placementGroupId = group.id;
  group.serverIds.add(entry.id);
  return changed(account, 'add_to_placement_group', [entry, group]);
});

const removeFromGroup = onResource(server, (account, entry) => {
  const group = account.placementGroups.get(entry.placementGroupId ?? 0);
  if (group === undefined) return unprocessable('service_error', 'server is in no placement group');
  if (entry.runningActions > 0) return locked();
  entry.placementGroupId = null;
  group.serverIds.delete(entry.id);
  return changed(account, 'remove_from_placement_group', [entry, group]);
});

function changed(account: HetznerAccount, command: string, [entry, group]: readonly [HetznerServer, PlacementGroup]) {
  const action = startAction(account, command, [
    { id: entry.id, type: 'server' },
    { id: group.id, type: 'placement_group' },
  ]);
  return jsonResponse(201, { action: renderAction(runAction(account, action, () => undefined)) });
}

/** Placement groups (https://docs.hetzner.cloud/reference/cloud#tag/placement-groups). */
export const placementGroupRoutes: readonly Route<HetznerHandler>[] = [
  { name: 'create-placement-group', method: 'POST', template: '/v1/placement_groups', handle: createGroup },
  ...resourceRoutes<PlacementGroup>({
    kind: 'placement_group',
    plural: 'placement_groups',
    all: (account) => account.placementGroups,
    render: renderPlacementGroup,
    matches: (_group, query) => [null, 'spread'].includes(query.get('type')),
    remove: (account, group) => {
      for (const id of group.serverIds) {
        const entry = account.servers.get(id);
        if (entry !== undefined) entry.placementGroupId = null;
      }
      account.placementGroups.delete(group.id);
      return noContent();
    },
  }),
  {
    name: 'add-to-placement-group',
    method: 'POST',
    template: '/v1/servers/{id}/actions/add_to_placement_group',
    handle: addToGroup,
  },
  {
    name: 'remove-from-placement-group',
    method: 'POST',
    template: '/v1/servers/{id}/actions/remove_from_placement_group',
    handle: removeFromGroup,
  },
];
