import { z } from 'zod';
import { jsonResponse, noContent, parseJsonBody } from '../../http/exchange.ts';
import type { Route } from '../../http/router.ts';
import { randomUuid } from '../../random.ts';
import { invalidArgument, notFound, preconditionFailed } from './errors.ts';
import { defaultSecurityGroup, isPlacementGroupUsed, serversOfGroup } from './groups.ts';
import { hasTags, instancePage, wantedTags } from './paging.ts';
import { renderPlacementGroup } from './render.ts';
import { timestamp } from './timestamp.ts';
import type { PlacementGroup, ScalewayAccount, ScalewayHandler, SecurityGroup } from './state.ts';
import { defaultProject, findInZone } from './state.ts';

/** `security_group`, as recorded on 23 June 2026 (terraform-provider-scaleway, security-group-tags). */
function renderSecurityGroup(group: SecurityGroup, account: ScalewayAccount): Record<string, unknown> {
  return {
    id: group.id,
    creation_date: timestamp(group.createdAtMs),
    modification_date: timestamp(group.modifiedAtMs),
    name: group.name,
    description: group.description,
    organization: group.project,
    project: group.project,
    servers: serversOfGroup(account, group.id),
    stateful: group.stateful,
    inbound_default_policy: group.inboundDefaultPolicy,
    outbound_default_policy: group.outboundDefaultPolicy,
    organization_default: group.isDefault,
    project_default: group.isDefault,
    enable_default_security: group.enableDefaultSecurity,
    state: 'available',
    tags: group.tags,
    zone: group.zone,
  };
}

const listSecurityGroups: ScalewayHandler = (account, call) => {
  const { query } = call.request;
  defaultSecurityGroup(account, query.get('project') ?? defaultProject, call.params['zone'] ?? '');
  const entries = [...account.securityGroups.values()].filter(
    (group) =>
      group.zone === call.params['zone'] &&
      group.name.includes(query.get('name') ?? '') &&
      hasTags(group.tags, wantedTags(query)) &&
      [null, group.project].includes(query.get('project')),
  );
  const render = (group: SecurityGroup): unknown => renderSecurityGroup(group, account);
  return instancePage(call, { key: 'security_groups', entries, render });
};

const securityGroupSchema = z.looseObject({
  name: z.string().min(1),
  description: z.string().nullish(),
  project: z.string().nullish(),
  tags: z.array(z.string()).nullish(),
  stateful: z.boolean().nullish(),
  inbound_default_policy: z.enum(['accept', 'drop']).nullish(),
  outbound_default_policy: z.enum(['accept', 'drop']).nullish(),
  enable_default_security: z.boolean().nullish(),
});

const createSecurityGroup: ScalewayHandler = (account, { params, request }) => {
  const parsed = securityGroupSchema.safeParse(parseJsonBody(request.body));
  if (!parsed.success) return invalidArgument(parsed.error.issues[0]?.path.join('.') || 'body', 'format', '');
  const { data } = parsed;
  const nowMs = account.context.now();
  const group: SecurityGroup = {
    id: randomUuid(account.context.random),
    zone: params['zone'] ?? '',
    project: data.project ?? defaultProject,
    name: data.name,
    description: data.description ?? null,
    tags: data.tags ?? [],
    stateful: data.stateful ?? true,
    inboundDefaultPolicy: data.inbound_default_policy ?? 'accept',
    outboundDefaultPolicy: data.outbound_default_policy ?? 'accept',
    enableDefaultSecurity: data.enable_default_security ?? true,
    isDefault: false,
    createdAtMs: nowMs,
    modifiedAtMs: nowMs,
  };
  account.securityGroups.set(group.id, group);
  return jsonResponse(201, { security_group: renderSecurityGroup(group, account) });
};

const getSecurityGroup: ScalewayHandler = (account, { params }) => {
  const group = findInZone(account.securityGroups, params);
  if (group === undefined) return notFound('instance_security_group', params['id'] ?? '');
  return jsonResponse(200, { security_group: renderSecurityGroup(group, account) });
};

const deleteSecurityGroup: ScalewayHandler = (account, { params }) => {
  const group = findInZone(account.securityGroups, params);
  if (group === undefined) return notFound('instance_security_group', params['id'] ?? '');
  const isUsed = group.isDefault || serversOfGroup(account, group.id).length > 0;
  if (isUsed) return preconditionFailed('resource_still_in_use', 'the group is a default or has servers');
  account.securityGroups.delete(group.id);
  return noContent();
};

const listPlacementGroups: ScalewayHandler = (account, call) => {
  const entries = [...account.placementGroups.values()].filter((group) => group.zone === call.params['zone']);
  return instancePage(call, { key: 'placement_groups', entries, render: renderPlacementGroup });
};

const placementGroupSchema = z.looseObject({
  name: z.string().min(1),
  project: z.string().nullish(),
  tags: z.array(z.string()).nullish(),
  policy_mode: z.enum(['optional', 'enforced']).nullish(),
  policy_type: z.enum(['max_availability', 'low_latency']).nullish(),
});

const createPlacementGroup: ScalewayHandler = (account, { params, request }) => {
  const parsed = placementGroupSchema.safeParse(parseJsonBody(request.body));
  if (!parsed.success) return invalidArgument(parsed.error.issues[0]?.path.join('.') || 'body', 'format', '');
  const { name, project, tags, policy_mode: mode, policy_type: type } = parsed.data;
  const group: PlacementGroup = {
    id: randomUuid(account.context.random),
    zone: params['zone'] ?? '',
    project: project ?? defaultProject,
    name,
    tags: tags ?? [],
    policyMode: mode ?? 'optional',
    policyType: type ?? 'max_availability',
  };
  account.placementGroups.set(group.id, group);
  return jsonResponse(201, { placement_group: renderPlacementGroup(group) });
};

const getPlacementGroup: ScalewayHandler = (account, { params }) => {
  const group = findInZone(account.placementGroups, params);
  if (group === undefined) return notFound('instance_placement_group', params['id'] ?? '');
  return jsonResponse(200, { placement_group: renderPlacementGroup(group) });
};

const deletePlacementGroup: ScalewayHandler = (account, { params }) => {
  const group = findInZone(account.placementGroups, params);
  if (group === undefined) return notFound('instance_placement_group', params['id'] ?? '');
  if (isPlacementGroupUsed(account, group)) return preconditionFailed('resource_still_in_use', 'it has servers');
  account.placementGroups.delete(group.id);
  return noContent();
};

const security = '/instance/v1/zones/{zone}/security_groups';
const placement = '/instance/v1/zones/{zone}/placement_groups';

/** Groups that a create may name. */
export const groupRoutes: readonly Route<ScalewayHandler>[] = [
  { name: 'list-security-groups', method: 'GET', template: security, handle: listSecurityGroups },
  { name: 'create-security-group', method: 'POST', template: security, handle: createSecurityGroup },
  { name: 'get-security-group', method: 'GET', template: `${security}/{id}`, handle: getSecurityGroup },
  { name: 'delete-security-group', method: 'DELETE', template: `${security}/{id}`, handle: deleteSecurityGroup },
  { name: 'list-placement-groups', method: 'GET', template: placement, handle: listPlacementGroups },
  { name: 'create-placement-group', method: 'POST', template: placement, handle: createPlacementGroup },
  { name: 'get-placement-group', method: 'GET', template: `${placement}/{id}`, handle: getPlacementGroup },
  { name: 'delete-placement-group', method: 'DELETE', template: `${placement}/{id}`, handle: deletePlacementGroup },
];
