import { beforeAll, describe, expect, it } from 'vitest';
import type { ApiServer } from '../api-server.ts';
import { openApiServer } from '../api-server.ts';
import { installCrds } from '../crds/install-crds.ts';
import type { Right } from './account-rights.ts';
import { granted, spell, withheld } from './account-rights.ts';
import { cloudburstAccount, installConfig } from './install-config.ts';
import { stack } from '../stack.ts';

let api: ApiServer;

beforeAll(async () => {
  api = await openApiServer(stack().kubeconfig);
  await installCrds(api);
  await installConfig(api);
});

/** Asks the authorizer, which stores nothing. */
async function may(right: Right): Promise<unknown> {
  const [resource, subresource] = right.resource.split('/');
  const { body, code } = await api.send({
    method: 'POST',
    path: '/apis/authorization.k8s.io/v1/subjectaccessreviews',
    body: {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SubjectAccessReview',
      spec: { ...cloudburstAccount, resourceAttributes: { ...right, resource, subresource } },
    },
  });
  expect(code).toBe(201);
  return body['status'];
}

describe("Cloudburst's account", () => {
  it.each(granted.map((right) => [spell(right), right] as const))('may %s', async (_spelt, right) => {
    expect(await may(right)).toMatchObject({ allowed: true });
  });

  it.each(withheld.map((right) => [spell(right), right] as const))('may not %s', async (_spelt, right) => {
    expect(await may(right)).toMatchObject({ allowed: false });
  });
});
