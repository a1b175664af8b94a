import { describe, expect, it } from 'vitest';
import { json, startFakeKubeApi, status } from '../../test/helpers/fake-kube-api.ts';
import type { Answer } from '../../test/helpers/fake-kube-api.ts';
import { aNodeClass } from '../../test/helpers/planning-objects.ts';
import type { NodeClass } from '../api/generated.ts';
import { createKubeClient } from '../kube/client.ts';
import { holdClass } from './hold-class.ts';

const nodeClass = (change: Partial<NodeClass['metadata']> = {}): NodeClass => {
  const plain = aNodeClass();
  return { ...plain, metadata: { ...plain.metadata, ...change } };
};

/** Holds the class as it was read, while the API server answers a read like this; gives the finalizers that were written. */
async function hold(read: NodeClass, answer: Answer): Promise<readonly unknown[]> {
  await using api = await startFakeKubeApi();
  const kube = createKubeClient(api.config);
  api.answerBy(({ method }) => (method === 'GET' ? answer : json(200, read)));
  try {
    await holdClass(kube, read);
    return api.requests
      .filter(({ method }) => method === 'PATCH')
      .map(({ body }) => JSON.parse(body).metadata.finalizers);
  } finally {
    await kube.close();
  }
}

describe('a class by which something is about to be rented', () => {
  it('gets the finalizer beside those of others, unless it has it', async () => {
    const theirs = nodeClass({ finalizers: ['example.com/theirs'] });
    expect(await hold(theirs, json(200, theirs))).toEqual([['example.com/theirs', 'cloudburst.io/in-use']]);
    const held = nodeClass({ finalizers: ['cloudburst.io/in-use'] });
    expect(await hold(held, status(500))).toEqual([]);
    expect(await hold(nodeClass(), json(200, held))).toEqual([]);
  });

  it('is not used once it is being deleted, or gone', async () => {
    const going = nodeClass({ deletionTimestamp: '2026-11-01T12:00:00Z' });
    const refusal = /NodeClass dr-nodeclass is being deleted, so nothing new is rented with it/;
    await expect(hold(nodeClass(), json(200, going))).rejects.toThrow(refusal);
    await expect(hold(nodeClass(), status(404, { reason: 'NotFound' }))).rejects.toThrow(refusal);
  });
});
