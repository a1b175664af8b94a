import { describe, expect, it } from 'vitest';
import type { NodeClaim } from '../api/generated.ts';
import { isForeignNode, registrationOf } from './node-registration.ts';

const claim: NodeClaim = {
  apiVersion: 'cloudburst.io/v1alpha1',
  kind: 'NodeClaim',
  metadata: {
    name: 'pool-a',
    namespace: 'default',
    uid: 'u',
    resourceVersion: '1',
    creationTimestamp: '2026-11-01T10:00:00Z',
  },
  spec: {
    nodePoolRef: { name: 'pool' },
    resources: { requests: {} },
    labels: { team: 'web', 'cloudburst.io/provider': 'scaleway' },
    taints: [{ key: 'dedicated', value: 'web', effect: 'NoSchedule' }],
  },
  status: { provider: 'hetzner', region: 'fsn1', zone: 'fsn1', instanceType: 'cx23', providerID: 'hcloud://1' },
};
const unregistered = { key: 'cloudburst.io/unregistered', effect: 'NoExecute' } as const;

describe('the registration of a node', () => {
  it('lets the provider that was really used win over a template label', () => {
    expect(registrationOf(claim, { metadata: {} }).labels).toMatchObject({
      team: 'web',
      'cloudburst.io/provider': 'hetzner',
      'cloudburst.io/nodeclaim': 'pool-a',
      'cloudburst.io/nodepool': 'pool',
      'topology.kubernetes.io/zone': 'fsn1',
      'node.kubernetes.io/instance-type': 'cx23',
    });
  });
  it('takes our taint away, keeps what others set and adds what the kubelet left out', () => {
    const notReady = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' } as const;
    const { taints } = registrationOf(claim, { metadata: {}, spec: { taints: [unregistered, notReady] } });
    expect(taints.map(({ key }) => key)).toEqual(['node.kubernetes.io/not-ready', 'dedicated']);
  });
  it('sets the provider id only where there is none', () => {
    expect(registrationOf(claim, { metadata: {} }).providerID).toBe('hcloud://1');
    expect(registrationOf(claim, { metadata: {}, spec: { providerID: 'hcloud://1' } })).not.toHaveProperty(
      'providerID',
    );
  });
  it('adds the finalizer once', () => {
    const again = { metadata: { finalizers: ['other', 'cloudburst.io/termination'] } };
    expect(registrationOf(claim, again).finalizers).toEqual(['other', 'cloudburst.io/termination']);
  });
  it('is refused to a node of another instance', () => {
    expect(isForeignNode(claim, { metadata: {}, spec: { providerID: 'hcloud://2' } })).toBe(true);
    expect(isForeignNode(claim, { metadata: {}, spec: {} })).toBe(false);
  });
});
