import { beforeAll, describe, expect, it } from 'vitest';
import type { ApiServer } from '../api-server.ts';
import { openApiServer } from '../api-server.ts';
import type { Manifest } from '../manifests.ts';
import { patched, tryToCreate } from '../manifests.ts';
import { badNodeClaims } from './bad-node-claims.ts';
import { badNodeClasses } from './bad-node-classes.ts';
import { badNodePools } from './bad-node-pools.ts';
import { aNodeClaim, exampleOf } from './bases.ts';
import { installCrds } from './install-crds.ts';
import type { Refusal } from './refusal.ts';
import { stack } from '../stack.ts';

let api: ApiServer;

beforeAll(async () => {
  api = await openApiServer(stack().kubeconfig);
  await installCrds(api);
});

async function expectRefusal(base: Manifest, { patch, says }: Refusal): Promise<void> {
  const good = await tryToCreate(api, base);
  expect(good.message).toBe('');
  const { code, message } = await tryToCreate(api, patched(base, patch));
  for (const words of says) expect(message).toContain(words);
  expect([400, 422]).toContain(code);
}

describe('a NodePool', () => {
  it.each(badNodePools)('is refused when $when', async (refusal) => {
    await expectRefusal(await exampleOf('NodePool'), refusal);
  });
});

describe('a NodeClass', () => {
  it.each(badNodeClasses)('is refused when $when', async (refusal) => {
    await expectRefusal(await exampleOf('NodeClass'), refusal);
  });
});

describe('a NodeClaim', () => {
  it.each(badNodeClaims)('is refused when $when', async (refusal) => {
    await expectRefusal(aNodeClaim('dr-nodepool-0f3a9'), refusal);
  });
});
