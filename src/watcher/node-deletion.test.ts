import { describe, expect, it } from 'vitest';
import { aMeta, aNode } from '../../test/helpers/planning-objects.ts';
import type { NodeClaim } from '../api/generated.ts';
import { claimEndedBy } from './node-deletion.ts';

const claim: NodeClaim = {
  apiVersion: 'cloudburst.io/v1alpha1',
  kind: 'NodeClaim',
  metadata: aMeta('a'),
  spec: { nodePoolRef: { name: 'pool' }, resources: { requests: {} } },
  status: { providerID: 'hcloud://2' },
};
const endedBy = (providerID: string, deletionTimestamp?: string) => {
  const node = aNode('a', {}, deletionTimestamp === undefined ? {} : { deletionTimestamp });
  return claimEndedBy({ claims: { list: () => [claim] } }, { ...node, spec: { ...node.spec, providerID } });
};

describe('a Node that somebody deletes', () => {
  it('ends the claim whose machine it is, and not one that has another machine under the same name', () => {
    expect(endedBy('hcloud://2', '2026-11-01T10:00:00Z')).toBe(claim);
    expect(endedBy('hcloud://1', '2026-11-01T10:00:00Z')).toBeUndefined();
    expect(endedBy('hcloud://2')).toBeUndefined();
  });
});
