import { describe, expect, it } from 'vitest';
import { aMeta, aNode } from '../../test/helpers/planning-objects.ts';
import type { Attempt, NodeClaim } from '../api/generated.ts';
import { findGarbage } from './garbage.ts';
import type { GarbagePicture, GarbageRules, OwnedInstance } from './garbage.ts';

const nowMs = Date.parse('2026-11-01T12:00:00Z');
const rules: GarbageRules = { leastAgeMs: 300_000, withoutClaims: false };

function anInstance(id: string, claimUid: string, changes: Partial<OwnedInstance> = {}): OwnedInstance {
  return {
    id: `hetzner/fsn1/${id}`,
    providerID: `hcloud://${id}`,
    name: `claim-${claimUid}`,
    provider: 'hetzner',
    state: 'running',
    claimUid,
    createdAt: '2026-11-01T11:00:00Z',
    ...changes,
  };
}

function aClaim(uid: string, status: NodeClaim['status'] = {}, deletionTimestamp?: string): NodeClaim {
  return {
    apiVersion: 'cloudburst.io/v1alpha1',
    kind: 'NodeClaim',
    metadata: aMeta(`claim-${uid}`, { uid, ...(deletionTimestamp !== undefined && { deletionTimestamp }) }),
    spec: { nodePoolRef: { name: 'pool' }, resources: { requests: {} } },
    status,
  };
}

const anAttempt = (outcome: Attempt['outcome'], provider = 'hetzner'): Attempt => ({
  provider,
  region: 'fsn1',
  instanceType: 'cx23',
  name: 'n',
  startedAt: '2026-11-01T11:00:00Z',
  outcome,
});

function verdict(picture: Partial<GarbagePicture>, changed: Partial<GarbageRules> = {}) {
  const whole = { instances: [anInstance('1', 'gone')], claims: [aClaim('other')], nodes: [], ...picture };
  return findGarbage(whole, { ...rules, ...changed }, nowMs);
}

describe('garbage', () => {
  it('is an instance whose claim is gone', () => {
    expect(verdict({}).suspects).toEqual([{ id: 'hetzner/fsn1/1', name: 'claim-gone', reason: 'NoClaim' }]);
  });

  it.each([
    ['too young', { createdAt: '2026-11-01T11:55:01Z' }],
    ['of unknown age', { createdAt: '' }],
    ['going away already', { state: 'deleting' as const }],
  ])('is not one that is %s', (_what, changes) => {
    expect(verdict({ instances: [anInstance('1', 'gone', changes)] }).suspects).toEqual([]);
  });

  it('is a second instance of a living claim, unless an attempt there is still open', () => {
    const instances = [anInstance('1', 'a'), anInstance('2', 'a')];
    const instanceID = 'hetzner/fsn1/1';
    const spare = [{ id: 'hetzner/fsn1/2', name: 'claim-a', reason: 'Spare' }];
    const of = (attempts: readonly Attempt[]) =>
      verdict({ instances, claims: [aClaim('a', { instanceID, attempts })] });
    expect(of([anAttempt('Created')]).suspects).toEqual(spare);
    expect(of([anAttempt('Unknown', 'scaleway')]).suspects).toEqual(spare);
    expect(of([anAttempt('Unknown')]).suspects).toEqual([]);
    expect(of([anAttempt('InProgress')]).suspects).toEqual([]);
  });

  it('is nothing of a claim that is being given back: its own workflow does that', () => {
    expect(
      verdict({ instances: [anInstance('1', 'a')], claims: [aClaim('a', {}, '2026-11-01T11:59:00Z')] }).suspects,
    ).toEqual([]);
  });

  it('is only told of when its Node is Ready under the name of a living claim', () => {
    const node = { ...aNode('claim-a', {}), spec: { providerID: 'hcloud://2' } };
    const claims = [aClaim('a', { instanceID: 'hetzner/fsn1/1' })];
    const found = verdict({ instances: [anInstance('2', 'a')], claims, nodes: [node] });
    expect(found.suspects).toEqual([]);
    expect(found.inUse).toMatchObject([{ id: 'hetzner/fsn1/2' }]);
  });

  it('is a machine whose Node is Ready, when no claim bears its name: a zombie', () => {
    const node = { ...aNode('claim-gone', {}), spec: { providerID: 'hcloud://1' } };
    expect(verdict({ nodes: [node] }).suspects).toHaveLength(1);
  });
});

describe('a sweep is refused', () => {
  it('when there is not a single claim, unless an operator says so', () => {
    expect(verdict({ claims: [] }).refused).toMatch(/no NodeClaim at all, but 1 instances carry/);
    expect(verdict({ claims: [] }, { withoutClaims: true }).refused).toBeUndefined();
    expect(verdict({ claims: [], instances: [] }).refused).toBeUndefined();
  });

  it('when most of what stands there seems to be garbage', () => {
    const orphans = (count: number) => Array.from({ length: count }, (_, index) => anInstance(`${index}`, 'gone'));
    expect(verdict({ instances: orphans(5) }).refused).toBeUndefined();
    expect(verdict({ instances: orphans(6) }).refused).toMatch(/6 of 6 instances seem to be nobody's/);
    const owned = Array.from({ length: 6 }, (_, index) => anInstance(`own-${index}`, 'a', { id: 'hetzner/fsn1/own' }));
    const claims = [aClaim('a', { instanceID: 'hetzner/fsn1/own' })];
    expect(verdict({ instances: [...orphans(6), ...owned], claims }).refused).toBeUndefined();
  });
});
