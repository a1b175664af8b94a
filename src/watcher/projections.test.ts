import { describe, expect, it } from 'vitest';
import { aNode } from '../../test/helpers/planning-objects.ts';
import { projectNode } from './projections.ts';

describe('a Node as the watcher keeps it', () => {
  it('has the annotation that holds scale-down off, and no other', () => {
    const asked = { 'cloudburst.io/do-not-disrupt': 'true' };
    const node = (annotations: Readonly<Record<string, string>>) => projectNode(aNode('a', {}, { annotations }));
    expect(node({ ...asked, 'volumes.kubernetes.io/controller-managed-attach-detach': 'true' })).toMatchObject({
      metadata: { annotations: asked },
    });
    expect(node({ other: 'x' }).metadata.annotations).toBeUndefined();
  });
});
