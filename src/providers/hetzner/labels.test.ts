import { describe, expect, it } from 'vitest';
import { isOurs, ownerSelector, serverLabels } from './labels.ts';

const request = {
  claimUid: 'uid-1',
  claimName: 'pool-abc',
  nodePool: `${'p'.repeat(62)}-tail`,
  region: 'fsn1',
  zone: 'fsn1',
  instanceType: 'cx23',
  architecture: 'amd64',
  userData: 'secret',
} as const;

describe('labels', () => {
  it('are valid label values without anything secret', () => {
    for (const value of Object.values(serverLabels('cluster-1', request))) {
      expect(value).toMatch(/^[a-zA-Z0-9](?:[a-zA-Z0-9_.-]{0,61}[a-zA-Z0-9])?$/u);
      expect(value).not.toContain('secret');
    }
  });

  it('are found by the selector of the owner', () => {
    expect(ownerSelector('cluster-1', 'uid-1')).toBe(
      'managed-by=cloudburst,cloudburst.io/cluster=cluster-1,cloudburst.io/nodeclaim-uid=uid-1',
    );
  });

  it('prove ownership only all together', () => {
    const labels = serverLabels('cluster-1', request);
    expect(isOurs(labels, 'cluster-1', 'uid-1')).toBe(true);
    expect(isOurs(labels, 'cluster-1')).toBe(true);
    expect(isOurs(labels, 'cluster-2', 'uid-1')).toBe(false);
    expect(isOurs(labels, 'cluster-1', 'uid-2')).toBe(false);
    expect(isOurs({ ...labels, 'managed-by': 'somebody' }, 'cluster-1', 'uid-1')).toBe(false);
  });

  it('never prove ownership for an empty cluster', () => {
    expect(isOurs(serverLabels('', request), '')).toBe(false);
  });
});
