import { describe, expect, it } from 'vitest';
import { configMaps, pods, secrets, serviceAccounts } from '../../../src/kube/core-resources.ts';
import {
  AlreadyExistsError,
  BadRequestError,
  ConflictError,
  InvalidError,
  NotFoundError,
} from '../../../src/kube/errors.ts';
import type { Eviction } from '../../../src/kube/types.ts';
import { collect } from '../../helpers/collect.ts';
import { inScratchNamespace } from './scratch.ts';
import type { Scratch } from './scratch.ts';
import { stack } from '../stack.ts';

const use = (test: (scratch: Scratch) => Promise<void>): Promise<void> => inScratchNamespace(stack().kubeconfig, test);

describe('the client against a real API server', () => {
  it('reads paths that are no objects', () =>
    use(async ({ client }) => {
      expect(JSON.parse(await client.getRaw('/version'))).toHaveProperty('gitVersion');
      expect(await client.getRaw('/readyz')).toBe('ok');
    }));

  it('creates, reads, patches, replaces and deletes an object', () =>
    use(async ({ client, namespace }) => {
      const key = { namespace, name: 'settings' };
      const created = await client.create(configMaps, { metadata: key, data: { a: '1', b: '2' } });
      expect(created).toMatchObject({ kind: 'ConfigMap', data: { a: '1', b: '2' } });
      const patched = await client.patch(configMaps, key, { data: { a: null, c: '3' } });
      expect(patched.data).toEqual({ b: '2', c: '3' });
      const stepped = await client.patch(configMaps, key, [{ op: 'replace', path: '/data/b', value: '9' }], {
        type: 'json',
      });
      expect(stepped.data).toEqual({ b: '9', c: '3' });
      const apply = { type: 'apply', fieldManager: 'test', force: true } as const;
      const applied = await client.patch(configMaps, key, { data: { d: '4' } }, apply);
      expect(applied.data).toEqual({ b: '9', c: '3', d: '4' });
      expect((await client.replace(configMaps, { ...applied, data: { only: 'this' } })).data).toEqual({ only: 'this' });
      await client.delete(configMaps, key, { uid: created.metadata.uid });
      expect(await client.find(configMaps, key)).toBeUndefined();
      await client.delete(configMaps, key);
    }));

  it('gives each failure its type', () =>
    use(async ({ client, namespace }) => {
      const key = { namespace, name: 'settings' };
      await expect(client.get(configMaps, key)).rejects.toBeInstanceOf(NotFoundError);
      const { metadata } = await client.create(configMaps, { metadata: key });
      await expect(client.create(configMaps, { metadata: key })).rejects.toBeInstanceOf(AlreadyExistsError);
      const { resourceVersion } = metadata;
      await client.patch(configMaps, key, { metadata: { resourceVersion }, data: { a: '1' } });
      const stale = client.patch(configMaps, key, { metadata: { resourceVersion }, data: { a: '2' } });
      await expect(stale).rejects.toBeInstanceOf(ConflictError);
      const badName = client.create(configMaps, { metadata: { namespace, name: 'No_Name' } });
      await expect(badName).rejects.toBeInstanceOf(InvalidError);
      const failedTest = client.patch(configMaps, key, [{ op: 'test', path: '/data/a', value: 'x' }], { type: 'json' });
      await expect(failedTest).rejects.toBeInstanceOf(InvalidError);
      await expect(client.list(configMaps, { fieldSelector: 'no such selector' })).rejects.toBeInstanceOf(
        BadRequestError,
      );
    }));

  it('deletes only the object that was meant', () =>
    use(async ({ client, namespace }) => {
      const key = { namespace, name: 'settings' };
      const { metadata } = await client.create(configMaps, { metadata: key });
      await client.delete(configMaps, key, { uid: '00000000-0000-0000-0000-000000000000' });
      expect((await client.get(configMaps, key)).metadata.uid).toBe(metadata.uid);
      const stale = client.delete(configMaps, key, { uid: metadata.uid, resourceVersion: '1' });
      await expect(stale).rejects.toBeInstanceOf(ConflictError);
    }));

  it('reads a list page by page', () =>
    use(async ({ client, namespace }) => {
      const names = Array.from({ length: 7 }, (_, index) => `map-${index}`);
      await Promise.all(
        names.map((name) => client.create(configMaps, { metadata: { namespace, name, labels: { mine: '1' } } })),
      );
      const options = { namespace, labelSelector: 'mine=1', limit: 3 };
      const pages = await collect(client.listPages(configMaps, options));
      expect(pages.map((page) => page.items.length)).toEqual([3, 3, 1]);
      expect(new Set(pages.map((page) => page.resourceVersion)).size).toBe(1);
      expect((await client.list(configMaps, options)).items.map(({ metadata }) => metadata.name)).toEqual(names);
    }));

  it('stores plain secret values as base64', () =>
    use(async ({ client, namespace }) => {
      const secret = { metadata: { namespace, name: 'token' }, type: 'Opaque', stringData: { key: 'value' } };
      expect((await client.create(secrets, secret)).data).toEqual({ key: btoa('value') });
    }));

  it('asks for an eviction and for a token through subresources, and writes a status', () =>
    use(async ({ client, namespace }) => {
      await expect
        .poll(() => client.find(serviceAccounts, { namespace, name: 'default' }), { timeout: 20_000 })
        .toBeDefined();
      const account = { namespace, name: 'default' };
      const spec = { expirationSeconds: 600 };
      const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec };
      const answer = await client.createSubresource(serviceAccounts, account, { subresource: 'token', body });
      expect(answer).toHaveProperty('status.token');
      const key = { namespace, name: 'web' };
      const container = { name: 'web', image: 'none', resources: { requests: { cpu: '64' } } };
      const pod = await client.create(pods, { metadata: key, spec: { containers: [container] } });
      expect(pod.spec.containers[0]?.resources?.requests).toEqual({ cpu: '64' });
      const status = { phase: 'Failed', message: 'by the test' } as const;
      expect((await client.patch(pods, key, { status }, { subresource: 'status' })).status).toMatchObject(status);
      const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: key } satisfies Eviction;
      await client.createSubresource(pods, key, { subresource: 'eviction', body: eviction });
      await expect.poll(() => client.find(pods, key), { timeout: 20_000 }).toBeUndefined();
    }));

  it('gives what changed since a list, and ends in good order', () =>
    use(async ({ client, namespace }) => {
      const { resourceVersion } = await client.list(configMaps, { namespace });
      await client.create(configMaps, { metadata: { namespace, name: 'settings' } });
      const events = await collect(client.watch(configMaps, { namespace, resourceVersion, timeoutSeconds: 1 }));
      const names = events.map((event) => (event.type === 'BOOKMARK' ? event.type : event.object.metadata.name));
      expect(names).toContain('settings');
    }));
});
