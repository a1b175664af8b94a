import { createHash } from 'node:crypto';
import type { PlacementGroup, ScalewayAccount, SecurityGroup } from './state.ts';
import { defaultProject } from './state.ts';

/** The security group that servers of a project get when they name none. Each project has one in each zone from the start. */
export function defaultSecurityGroup(account: ScalewayAccount, project: string, zone: string): SecurityGroup {
  const id = defaultGroupId(project, zone);
  const known = account.securityGroups.get(id);
  if (known !== undefined) return known;
  const nowMs = account.context.now();
  const group: SecurityGroup = {
    id,
    zone,
    project,
    name: 'Default security group',
    description: 'Auto generated security group.',
    tags: [],
    stateful: true,
    inboundDefaultPolicy: 'accept',
    outboundDefaultPolicy: 'accept',
    enableDefaultSecurity: true,
    isDefault: true,
    createdAtMs: nowMs,
    modifiedAtMs: nowMs,
  };
  account.securityGroups.set(id, group);
  return group;
}

/** The same in every run, so that two reads of an empty project show one group. */
function defaultGroupId(project: string, zone: string): string {
  if (project === defaultProject && zone === 'fr-par-1') return 'da505169-540e-4c2b-b0da-c854139224e0';
  const hex = createHash('sha256').update(`${project}/${zone}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Servers that use a security group. */
export function serversOfGroup(account: ScalewayAccount, groupId: string): { id: string; name: string }[] {
  return [...account.servers.values()]
    .filter((server) => server.securityGroupId === groupId)
    .map(({ id, name }) => ({ id, name }));
}

/** Whether a placement group still has servers. */
export function isPlacementGroupUsed(account: ScalewayAccount, group: PlacementGroup): boolean {
  return [...account.servers.values()].some((server) => server.placementGroupId === group.id);
}
