import { describe, expect, it } from 'vitest';
import type { NodeClass, NodePool } from '../api/generated.ts';
import { classForProvider, missingClassMessage, nothingOfferedMessage } from './class-choice.ts';

const metadata = { uid: 'u', resourceVersion: '1', creationTimestamp: 't' };
const pool = (nodeClass?: string): NodePool => ({
  apiVersion: 'cloudburst.io/v1alpha1',
  kind: 'NodePool',
  metadata: { ...metadata, name: 'pool', namespace: 'default' },
  spec: {
    requirements: { allowedProviders: ['hetzner'] },
    limits: { maxNodes: 1 },
    ...(nodeClass !== undefined && { nodeClassRef: { name: nodeClass } }),
  },
});
const aClass = (name: string, namespace = 'default', hetzner = true): NodeClass => ({
  apiVersion: 'cloudburst.io/v1alpha1',
  kind: 'NodeClass',
  metadata: { ...metadata, name, namespace },
  spec: {
    join: { hostApiServer: 'https://a' },
    bootstrap: { kubernetesVersion: '1.34.3' },
    ...(hetzner && { hetzner: { apiTokenSecretRef: { name: 's', key: 'k' } } }),
  },
});
const chosen = (of: NodePool, classes: readonly NodeClass[]): string | undefined =>
  classForProvider(of, classes, 'hetzner')?.nodeClass.metadata.name;

describe('the class of a pool for a provider', () => {
  it('is the one that the pool names', () => {
    expect(chosen(pool('b'), [aClass('a'), aClass('b')])).toBe('b');
  });
  it('is else the first by name in the pool’s namespace that has a block for it', () => {
    expect(chosen(pool(), [aClass('c'), aClass('b'), aClass('a', 'default', false), aClass('0', 'other')])).toBe('b');
  });
  it('is missing with a sentence that names the mend', () => {
    expect(chosen(pool('gone'), [aClass('a')])).toBeUndefined();
    expect(missingClassMessage(pool('gone'), 'hetzner')).toContain('NodeClass default/gone does not exist');
    expect(missingClassMessage(pool(), 'hetzner')).toContain('no NodeClass in namespace default has a hetzner block');
  });
});

describe('nothingOfferedMessage', () => {
  const found = {
    nodeClass: { metadata: { name: 'class-a' } },
    place: 'fsn1',
    serverTypes: ['cx22', 'cx32'],
  };

  it('names the types of the class that are sold no more, and where to correct them', () => {
    expect(nothingOfferedMessage(found, 'hetzner')).toBe(
      'hetzner sells none of the types in fsn1 that NodeClass class-a allows (cx22, cx32), which may be retired; correct spec.hetzner.serverTypes',
    );
  });
});
