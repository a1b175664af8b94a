import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { RequestOptions } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { KubeConfigSource } from './kube-config.ts';
import { loadKubeConfig } from './load-kube-config.ts';

async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'cloudburst-kubeconfig-'));
  try {
    await test(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function applied(config: KubeConfigSource): Promise<RequestOptions> {
  const options: RequestOptions = { headers: {} };
  await config.applyToHTTPSOptions(options);
  return options;
}

function kubeconfig(name: string, user: object, cluster: object = {}): string {
  return JSON.stringify({
    'current-context': name,
    clusters: [{ name, cluster: { server: `https://${name}.test:6443`, ...cluster } }],
    users: [{ name, user }],
    contexts: [{ name, context: { cluster: name, user: name } }],
  });
}

describe('loadKubeConfig', () => {
  it('takes certificates from the data or from files beside the kubeconfig', () =>
    inFolder(async (folder) => {
      await writeFile(join(folder, 'ca.crt'), 'the CA');
      const user = { 'client-certificate-data': btoa('the certificate'), 'client-key-data': btoa('the key') };
      await writeFile(join(folder, 'config'), kubeconfig('one', user, { 'certificate-authority': 'ca.crt' }));
      const config = await loadKubeConfig({ kubeconfig: join(folder, 'config') });
      const { ca, cert, key } = await applied(config);
      expect([ca, cert, key].map(String)).toEqual(['the CA', 'the certificate', 'the key']);
      expect(config.getCurrentCluster()?.server).toBe('https://one.test:6443');
    }));

  it('merges several files: the first current-context counts, and any context can be chosen', () =>
    inFolder(async (folder) => {
      const paths = [join(folder, 'a'), join(folder, 'b')];
      await writeFile(join(folder, 'a'), kubeconfig('one', { token: 't1' }));
      await writeFile(join(folder, 'b'), kubeconfig('two', { token: 't2' }));
      const first = await loadKubeConfig({ kubeconfig: paths.join(':') });
      expect((await applied(first)).headers).toEqual({ authorization: 'Bearer t1' });
      const second = await loadKubeConfig({ kubeconfig: paths.join(':'), context: 'two' });
      expect((await applied(second)).headers).toEqual({ authorization: 'Bearer t2' });
    }));

  it('reads a token file again each time, without its line feed', () =>
    inFolder(async (folder) => {
      await writeFile(join(folder, 'config'), kubeconfig('one', { tokenFile: 'token' }));
      await writeFile(join(folder, 'token'), 'old\n');
      const config = await loadKubeConfig({ kubeconfig: join(folder, 'config') });
      expect((await applied(config)).headers).toEqual({ authorization: 'Bearer old' });
      await writeFile(join(folder, 'token'), 'new\n');
      expect((await applied(config)).headers).toEqual({ authorization: 'Bearer new' });
    }));

  it('asks an exec plugin, and asks again once its credential was refused', () =>
    inFolder(async (folder) => {
      const script = `const fs = require('node:fs');
        const file = ${JSON.stringify(join(folder, 'calls'))};
        fs.appendFileSync(file, 'x');
        const token = 'token-' + fs.readFileSync(file, 'utf8').length;
        console.log(JSON.stringify({ kind: 'ExecCredential', status: { token } }));`;
      const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: process.execPath, args: ['-e', script] };
      await writeFile(join(folder, 'config'), kubeconfig('one', { exec }));
      const config = await loadKubeConfig({ kubeconfig: join(folder, 'config') });
      const tokens = [await applied(config), await applied(config)];
      config.forgetCredentials?.();
      tokens.push(await applied(config));
      expect(tokens.map(({ headers }) => Object.values(headers ?? {}))).toEqual([
        ['Bearer token-1'],
        ['Bearer token-1'],
        ['Bearer token-2'],
      ]);
    }));

  it('keeps the output of a failed exec plugin out of the error', () =>
    inFolder(async (folder) => {
      const exec = { command: process.execPath, args: ['-e', 'console.error("s3cret"); process.exit(1)'] };
      await writeFile(join(folder, 'config'), kubeconfig('one', { exec }));
      const config = await loadKubeConfig({ kubeconfig: join(folder, 'config') });
      const error = await applied(config).catch((caught: unknown) => caught);
      expect(String(error)).toMatch(/Credential plugin of kubeconfig user one failed; run it by hand/);
      expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('s3cret');
    }));

  it("uses the pod's service account where there is one", () =>
    inFolder(async (folder) => {
      await writeFile(join(folder, 'token'), 'pod-token');
      await writeFile(join(folder, 'ca.crt'), 'cluster CA');
      const places = { serviceHost: 'fd00::1', servicePort: '443', serviceAccountFolder: folder };
      const config = await loadKubeConfig(places);
      expect(config.getCurrentCluster()?.server).toBe('https://[fd00::1]:443');
      const options = await applied(config);
      expect(String(options.ca)).toBe('cluster CA');
      expect(options.headers).toEqual({ authorization: 'Bearer pod-token' });
    }));

  it('falls back to ~/.kube/config', () =>
    inFolder(async (folder) => {
      await mkdir(join(folder, '.kube'));
      await writeFile(join(folder, '.kube', 'config'), kubeconfig('home', { token: 't' }));
      const config = await loadKubeConfig({ home: folder });
      expect(config.getCurrentCluster()?.server).toBe('https://home.test:6443');
    }));

  it(
    'leaves an auth provider to client-node',
    () =>
      inFolder(async (folder) => {
        const user = { 'auth-provider': { name: 'oidc', config: { 'id-token': 'a.b.c' } } };
        await writeFile(join(folder, 'config'), kubeconfig('one', user));
        const config = await loadKubeConfig({ kubeconfig: join(folder, 'config') });
        expect(config.getCurrentCluster()?.server).toBe('https://one.test:6443');
      }),
    20_000,
  );

  it('says in one sentence what is missing or broken, and quotes no line of the file', () =>
    inFolder(async (folder) => {
      const broken = join(folder, 'broken');
      await writeFile(broken, 'users:\n- user: {token: "s3cret"\n  - x: : :');
      await expect(loadKubeConfig({ home: folder })).rejects.toThrow(/set KUBECONFIG/);
      await expect(loadKubeConfig({ kubeconfig: join(folder, 'none') })).rejects.toThrow(
        /none \(ENOENT\); check that it exists/,
      );
      const error = await loadKubeConfig({ kubeconfig: broken }).catch((caught: unknown) => caught);
      expect(String(error)).toMatch(/is a valid kubeconfig/);
      expect(String(error)).not.toContain('s3cret');
      await writeFile(join(folder, 'config'), kubeconfig('one', {}));
      const wrong = loadKubeConfig({ kubeconfig: join(folder, 'config'), context: 'two' });
      await expect(wrong).rejects.toThrow(/has no context two/);
    }));
});
