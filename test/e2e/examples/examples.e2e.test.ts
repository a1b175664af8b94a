import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ApiServer } from '../api-server.ts';
import { openApiServer } from '../api-server.ts';
import { installCrds } from '../crds/install-crds.ts';
import { parseManifests, serverSideApply } from '../manifests.ts';
import { stack } from '../stack.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
/** SHA-256 of the manifest that users were promised; it must go on working as it is. */
const promisedDigest = '93388f6b58876dce5095f731e672f28dc38736b74346b7cb1592a15f375b545f';
/** Where a checkout stands beside the promised manifests, they are applied themselves too. */
const promised = `${root}/../shared/manifests`;
const folders = [`${root}/examples`, promised].filter((folder) => existsSync(folder));

const files = folders.flatMap((folder) => readdirSync(folder).map((name) => `${folder}/${name}`));
const manifestFiles = files.filter((file) => file.endsWith('.yaml'));

let api: ApiServer;

beforeAll(async () => {
  api = await openApiServer(stack().kubeconfig);
  await installCrds(api);
});

/** Does what examples/README.md asks of the user. */
function withPlaceholdersReplaced(text: string): string {
  return text.replaceAll('<HOST_TAILSCALE_IP>', '100.64.0.1').replaceAll(/<[A-Z_]+>/g, 'replaced');
}

describe('the examples', () => {
  it.each(manifestFiles)('apply once their placeholders are replaced: %s', async (file) => {
    const manifests = parseManifests(withPlaceholdersReplaced(await readFile(file, 'utf8')));
    expect(manifests.length).toBeGreaterThan(0);
    for (const manifest of manifests) {
      const answer = await serverSideApply(api, manifest, '&dryRun=All');
      expect(answer.message, `${manifest.kind} ${manifest.metadata.name}`).toBe('');
    }
  });

  it('hold every Secret and key that the NodeClass names', async () => {
    const manifests = parseManifests(await readFile(`${root}/examples/dr-example.yaml`, 'utf8'));
    const named = JSON.stringify(manifests.find(({ kind }) => kind === 'NodeClass')).matchAll(
      /SecretRef":\{"name":"([^"]+)","key":"([^"]+)"/g,
    );
    const secrets = parseManifests(await readFile(`${root}/examples/secrets.yaml`, 'utf8'));
    const held = secrets.map((secret) => [secret.metadata.name, Object.keys(Object(secret['stringData']))[0]]);
    expect([...named].map(([, name, key]) => [name, key])).toEqual(held);
  });

  it('explain every placeholder', async () => {
    const readme = await readFile(`${root}/examples/README.md`, 'utf8');
    for (const file of manifestFiles) {
      for (const [placeholder] of (await readFile(file, 'utf8')).matchAll(/<[A-Z_]+>/g)) {
        expect(readme).toContain(placeholder);
      }
    }
  });

  it('hold the promised manifest, byte for byte', async () => {
    const text = await readFile(`${root}/examples/dr-example.yaml`);
    expect(createHash('sha256').update(text).digest('hex')).toBe(promisedDigest);
  });
});
