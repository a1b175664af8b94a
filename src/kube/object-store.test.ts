import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEvent, byKey, diffRelist } from './object-store.ts';
import type { StoreChange } from './object-store.ts';
import type { KubeObject } from './resource.ts';

function object(name: string, uid: string, resourceVersion: string): KubeObject {
  return { metadata: { name, namespace: 'default', uid, resourceVersion, creationTimestamp: '' } };
}

describe('diffRelist', () => {
  it('reports what vanished, what is new and what changed, and nothing else', () => {
    const before = [object('same', '1', '1'), object('changed', '2', '1'), object('gone', '3', '1')];
    const after = [object('same', '1', '1'), object('changed', '2', '5'), object('new', '4', '6')];
    expect(diffRelist(byKey(before), byKey(after))).toEqual([
      { type: 'delete', object: before[2] },
      { type: 'upsert', object: after[1], previous: before[1] },
      { type: 'upsert', object: after[2] },
    ]);
  });

  it('takes a name with another uid for a deletion and a creation', () => {
    const [old, young] = [object('web', '1', '1'), object('web', '2', '9')];
    expect(diffRelist(byKey([old]), byKey([young]))).toEqual([
      { type: 'delete', object: old },
      { type: 'upsert', object: young },
    ]);
  });

  it('leads a follower of its changes from any state to any other', () => {
    const objects = fc.array(
      fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.constantFrom('1', '2'), fc.constantFrom('1', '2', '3')),
    );
    fc.assert(
      fc.property(objects, objects, (first, second) => {
        const before = byKey(first.map((fields) => object(...fields)));
        const after = byKey(second.map((fields) => object(...fields)));
        expect(versions(follow(before, diffRelist(before, after)))).toEqual(versions(after));
      }),
    );
  });
});

describe('applyEvent', () => {
  it('gives the previous object with a change', () => {
    const [old, young] = [object('web', '1', '1'), object('web', '1', '2')];
    const objects = byKey([old]);
    expect(applyEvent(objects, { type: 'MODIFIED', object: young })).toEqual([
      { type: 'upsert', object: young, previous: old },
    ]);
    expect(objects.get('default/web')).toBe(young);
  });

  it('gives the last state of a deleted object, once', () => {
    const objects = byKey([object('web', '1', '1')]);
    const last = object('web', '1', '2');
    expect(applyEvent(objects, { type: 'DELETED', object: last })).toEqual([{ type: 'delete', object: last }]);
    expect(applyEvent(objects, { type: 'DELETED', object: last })).toEqual([]);
  });

  it('reports the deletion that was missed when a name returns with another uid', () => {
    const [old, young] = [object('web', '1', '1'), object('web', '2', '4')];
    expect(applyEvent(byKey([old]), { type: 'ADDED', object: young })).toEqual([
      { type: 'delete', object: old },
      { type: 'upsert', object: young },
    ]);
  });
});

function follow(before: ReadonlyMap<string, KubeObject>, changes: readonly StoreChange<KubeObject>[]) {
  const objects = new Map(before);
  for (const { type, object: changed } of changes) {
    if (type === 'delete') objects.delete(`default/${changed.metadata.name}`);
    else objects.set(`default/${changed.metadata.name}`, changed);
  }
  return objects;
}

function versions(objects: ReadonlyMap<string, KubeObject>): Record<string, string> {
  const entries = [...objects].map(
    ([key, { metadata }]) => [key, `${metadata.uid}@${metadata.resourceVersion}`] as const,
  );
  return Object.fromEntries(entries);
}
