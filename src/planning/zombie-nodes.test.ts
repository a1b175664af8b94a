import { describe, expect, it } from 'vitest';
import { aMeta, aNode } from '../../test/helpers/planning-objects.ts';
import type { NodeClaim } from '../api/generated.ts';
import { labels, unregisteredTaint } from '../api/labels.ts';
import type { Node } from '../kube/types.ts';
import { fenceOf, findZombies, isFenced, toBeFenced } from './zombie-nodes.ts';

const aClaim = (name: string, providerID?: string): NodeClaim => ({
  apiVersion: 'cloudburst.io/v1alpha1',
  kind: 'NodeClaim',
  metadata: aMeta(name),
  spec: { nodePoolRef: { name: 'pool' }, resources: { requests: {} } },
  status: { ...(providerID !== undefined && { providerID }) },
});
const aMachine = (name: string, providerID: string | undefined, overrides: Parameters<typeof aNode>[2] = {}): Node => {
  const node = aNode(name, {}, overrides);
  return { ...node, spec: { ...node.spec, ...(providerID !== undefined && { providerID }) } };
};
const labelled = { labels: { [labels.nodeClaim]: 'a' } };
const unregistered = { taints: [unregisteredTaint] };

describe('a Node of ours without a claim that stands for it', () => {
  it.each<[string, Node, readonly NodeClaim[], string | undefined]>([
    ['labelled, claim gone', aMachine('a', 'hcloud://1', labelled), [], 'its NodeClaim is gone'],
    ['labelled, of its claim', aMachine('a', 'hcloud://1', labelled), [aClaim('a', 'hcloud://1')], undefined],
    [
      'late joiner of an abandoned attempt',
      aMachine('a', 'hcloud://1', unregistered),
      [aClaim('a', 'scaleway://instance/fr-par-1/2')],
      'its NodeClaim has the machine scaleway://instance/fr-par-1/2, not hcloud://1',
    ],
    ['unregistered, claim gone', aMachine('a', 'hcloud://1', unregistered), [aClaim('b')], 'its NodeClaim is gone'],
    [
      'registering before its id is known',
      aMachine('a', undefined, unregistered),
      [aClaim('a', 'hcloud://1')],
      undefined,
    ],
    ['of a claim between two launches', aMachine('a', 'hcloud://1', unregistered), [aClaim('a')], undefined],
    ['somebody else’s at the same cloud', aMachine('a', 'hcloud://1'), [], undefined],
    ['somebody else’s with our taint', aMachine('a', 'aws:///1', unregistered), [], undefined],
  ])('%s', (_what, node, claims, why) => {
    expect(findZombies([node], claims)).toEqual(why === undefined ? [] : [{ node, why }]);
  });

  it('stays its claim’s until that is gone', () => {
    const leaving = {
      ...aClaim('a', 'hcloud://1'),
      metadata: aMeta('a', { deletionTimestamp: '2026-11-01T10:00:00Z' }),
    };
    expect(findZombies([aMachine('a', 'hcloud://1', labelled)], [leaving])).toEqual([]);
  });

  it('is left running with others when no claim at all is left, which is no reason to evict everything', () => {
    const running = ['a', 'b'].map((name) => aMachine(name, `hcloud://${name}`, labelled));
    const late = aMachine('late', 'hcloud://9', unregistered);
    const fenced = (nodes: readonly Node[], claims: readonly NodeClaim[]) =>
      toBeFenced(findZombies(nodes, claims), claims).map(({ node }) => node.metadata.name);
    expect(fenced([...running, late], [])).toEqual(['late']);
    expect(fenced(running.slice(0, 1), [])).toEqual(['a']);
    expect(fenced(running, [aClaim('other')])).toEqual(['a', 'b']);
  });

  it('is fenced with cordon and taint, and keeps its other taints', () => {
    const other = { key: 'team', value: 'a', effect: 'NoSchedule' } as const;
    const node = aMachine('a', 'hcloud://1', { ...labelled, taints: [other] });
    const fenced = { ...node, spec: { ...node.spec, ...fenceOf(node) } };
    expect(fenced.spec.taints).toEqual([other, unregisteredTaint]);
    expect([isFenced(node), isFenced(fenced)]).toEqual([false, true]);
    expect(fenceOf(fenced)).toEqual(fenceOf(node));
  });
});
