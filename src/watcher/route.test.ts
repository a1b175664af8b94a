import { describe, expect, it } from 'vitest';
import type { Condition, NodeClaim } from '../api/generated.ts';
import { messageKey, routeClaim } from './route.ts';

const condition = (type: string): Condition => ({
  type,
  status: 'True',
  reason: 'R',
  message: '',
  lastTransitionTime: 't',
});
const claim = (conditions: readonly string[], deletionTimestamp?: string): NodeClaim => ({
  apiVersion: 'cloudburst.io/v1alpha1',
  kind: 'NodeClaim',
  metadata: {
    name: 'a',
    namespace: 'default',
    uid: 'u',
    resourceVersion: '1',
    creationTimestamp: 't',
    ...(deletionTimestamp !== undefined && { deletionTimestamp }),
  },
  spec: { nodePoolRef: { name: 'pool' }, resources: { requests: {} } },
  status: { conditions: conditions.map(condition) },
});
const ready = { status: { conditions: [{ type: 'Ready', status: 'True' }] } };
const kinds = (one: NodeClaim, node?: object): readonly string[] =>
  routeClaim(one, node).map((message) => (message.kind === 'signal' ? message.signal : message.kind));

describe('the messages that are due for a claim', () => {
  it('are its provisioning as long as it is not Ready', () => {
    expect(kinds(claim([]))).toEqual(['provision']);
    expect(kinds(claim(['Launched']))).toEqual(['provision']);
  });
  it('tell of a Node that is there and not matched yet', () => {
    expect(kinds(claim(['Launched']), ready)).toEqual(['provision', 'nodeRegistered']);
  });
  it('do not tell of a Node before the launch is over: it cannot be the claim’s', () => {
    expect(kinds(claim([]), ready)).toEqual(['provision']);
  });
  it('tell of a matched Node once it is usable', () => {
    expect(kinds(claim(['Launched', 'Registered']), {})).toEqual(['provision']);
    expect(kinds(claim(['Launched', 'Registered']), ready)).toEqual(['provision', 'nodeReady']);
  });
  it('are the watch over its loss from the moment its Node is not Ready or gone, until the loss is over', () => {
    const initialized = claim(['Launched', 'Registered', 'Initialized']);
    expect(kinds(initialized, { status: { conditions: [{ type: 'Ready', status: 'Unknown' }] } })).toEqual([
      'node-loss',
    ]);
    expect(kinds(initialized)).toEqual(['node-loss']);
    expect(kinds(claim(['Launched', 'Initialized', 'Lost']), ready)).toEqual(['node-loss']);
  });
  it('tell of a Node that is Ready again', () => {
    const { status, ...rest } = claim(['Launched', 'Initialized']);
    const notReady: Condition = { ...condition('NodeReady'), status: 'False' };
    const known = { ...rest, status: { conditions: [...(status?.conditions ?? []), notReady] } };
    expect(kinds(known, ready)).toEqual(['nodeRecovered']);
  });
  it('are none for a Ready claim', () => {
    expect(kinds(claim(['Launched', 'Registered', 'Initialized']), ready)).toEqual([]);
  });
  it('are its termination from the deletion on, whatever else holds', () => {
    expect(kinds(claim(['Launched', 'Registered', 'Initialized'], 't'), ready)).toEqual(['terminate']);
    expect(kinds(claim([], 't'))).toEqual(['terminate']);
  });
  it('are told apart by claim and kind', () => {
    expect(messageKey(claim([]), { kind: 'terminate' })).not.toBe(messageKey(claim([]), { kind: 'provision' }));
  });
});
