import { describe, expect, it } from 'vitest';
import { ForbiddenError } from './errors.ts';
import { nodes, pods } from './core-resources.ts';
import { cutNote } from './event-note.ts';
import { createEventRecorder, referenceTo } from './event-recorder.ts';
import type { EventRecorder } from './event-recorder.ts';
import { trusted } from './trusted.ts';
import type { KubeEvent, Pod } from './types.ts';

const metadata = { name: 'web', namespace: 'shop', uid: 'u1', resourceVersion: '3', creationTimestamp: '' };
const regarding = referenceTo(pods, { metadata });
const event = { regarding, reason: 'NoOffering', action: 'Planning', note: 'No offering is cheap enough' };

interface Stage {
  readonly recorder: EventRecorder;
  readonly created: (KubeEvent & { readonly metadata: { readonly generateName?: string } })[];
  readonly warnings: object[];
  readonly clock: { nowMs: number };
  /** What creating does besides storing. */
  create: () => Promise<void>;
}

function stage(): Stage {
  const created: Stage['created'] = [];
  const warnings: object[] = [];
  const clock = { nowMs: Date.UTC(2026, 0, 1) };
  const result: Stage = {
    created,
    warnings,
    clock,
    create: async () => undefined,
    recorder: createEventRecorder({
      client: {
        create: async (_resource, object) => {
          await result.create();
          created.push(trusted(object));
          return trusted(object);
        },
      },
      reportingController: 'cloudburst.io/watcher',
      reportingInstance: 'host-1',
      time: { now: () => clock.nowMs },
      log: { info: () => undefined, warn: (fields) => void warnings.push(fields) },
      windowMs: 60_000,
    }),
  };
  return result;
}

describe('an event recorder', () => {
  it('creates an event beside its object', async () => {
    const { recorder, created } = stage();
    recorder.record({ ...event, type: 'Warning' });
    await recorder.flush();
    expect(created).toEqual([
      {
        metadata: { namespace: 'shop', generateName: 'web-' },
        eventTime: '2026-01-01T00:00:00.000000Z',
        reportingController: 'cloudburst.io/watcher',
        reportingInstance: 'host-1',
        action: 'Planning',
        reason: 'NoOffering',
        note: 'No offering is cheap enough',
        type: 'Warning',
        regarding: { apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name: 'web', uid: 'u1', resourceVersion: '3' },
      },
    ]);
  });

  it('puts events about cluster-scoped objects into the namespace default', async () => {
    const { recorder, created } = stage();
    const { namespace: _, ...clusterScoped } = metadata;
    recorder.record({ ...event, regarding: referenceTo(nodes, { metadata: clusterScoped }) });
    await recorder.flush();
    expect(created[0]?.metadata.namespace).toBe('default');
  });

  it('says the same thing once within the window, and again after it', async () => {
    const { recorder, created, clock } = stage();
    recorder.record(event);
    recorder.record({ ...event, regarding: { ...regarding, resourceVersion: '4' } });
    clock.nowMs += 59_999;
    recorder.record(event);
    clock.nowMs += 1;
    recorder.record(event);
    recorder.record({ ...event, note: 'No offering has enough memory' });
    recorder.record({ ...event, regarding: { ...regarding, uid: 'u2' } });
    await recorder.flush();
    expect(created).toHaveLength(4);
  });

  it('logs what the API server refuses, throws nothing, and tries again at the next occasion', async () => {
    const scene = stage();
    scene.create = () => Promise.reject(new ForbiddenError('Error creating events: forbidden'));
    scene.recorder.record(event);
    await scene.recorder.flush();
    expect(scene.warnings).toEqual([expect.objectContaining({ failure: 'Error creating events: forbidden' })]);
    scene.create = async () => undefined;
    scene.recorder.record(event);
    await scene.recorder.flush();
    expect(scene.created).toHaveLength(1);
  });

  it('drops events beyond fifty on their way', async () => {
    const scene = stage();
    const gate = Promise.withResolvers<void>();
    scene.create = () => gate.promise;
    for (let number = 0; number < 60; number += 1) scene.recorder.record({ ...event, note: `Refusal ${number}` });
    gate.resolve();
    await scene.recorder.flush();
    expect(scene.created).toHaveLength(50);
    expect(scene.warnings).toHaveLength(10);
  });
});

describe('cutNote', () => {
  it('leaves a note of 1024 bytes alone and cuts a longer one between two characters', () => {
    expect(cutNote('x'.repeat(1024))).toHaveLength(1024);
    const cut = cutNote('😀'.repeat(400));
    expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(1024);
    expect(cut).toMatch(/^(😀)+…$/u);
  });
});

describe('referenceTo', () => {
  it('takes kind and version from the resource, since objects of a list name neither', () => {
    const listed: Pod = { metadata, spec: { containers: [] } };
    expect(referenceTo(pods, listed)).toMatchObject({ apiVersion: 'v1', kind: 'Pod' });
  });
});
