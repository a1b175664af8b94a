import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ComposeProject } from '../../../hack/compose/load-compose.ts';
import { loadCompose } from '../../../hack/compose/load-compose.ts';
import { serviceCommands } from '../../../hack/compose/service-commands.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
let project: ComposeProject;

beforeAll(async () => {
  project = await loadCompose(['docker-compose.yml'], { CLOUDBURST_KUBECONFIG: '/home/somebody/kubeconfig' });
}, 120_000);

describe('docker-compose.yml', () => {
  it('starts the services that its documentation names', () => {
    expect(Object.keys(project.services).toSorted()).toEqual([
      'broker',
      'cloudburst',
      'clouds',
      'postgresql',
      'temporal',
      'temporal-namespace',
      'temporal-schema',
      'temporal-ui',
    ]);
  });

  it.each(Object.entries(serviceCommands))('runs %s as the tests do', (service, command) => {
    expect(project.services[service]?.command).toEqual(['node', 'dist/cli.js', ...command]);
    expect(project.services[service]?.entrypoint ?? null).toBeNull();
  });

  it('pins every image that it does not build, and none that sets itself up', () => {
    const images = Object.values(project.services).map(({ image }) => image);
    for (const image of images) expect(image).toMatch(/:(\d+\.\d+(\.\d+)?|local)$/);
    expect(images.join()).not.toContain('auto-setup');
  });

  it('knows when each service that stays up is healthy', () => {
    const withHealth = Object.entries(project.services).filter(([, service]) => service.healthcheck !== undefined);
    expect(withHealth.map(([name]) => name).toSorted()).toEqual([
      'broker',
      'cloudburst',
      'clouds',
      'postgresql',
      'temporal',
    ]);
  });

  it('opens no port beyond this machine', () => {
    const ports = Object.values(project.services).flatMap((service) => service.ports ?? []);
    expect(ports.length).toBeGreaterThan(0);
    for (const port of ports) expect(port.host_ip).toBe('127.0.0.1');
  });

  it("mounts the user's kubeconfig read-only", () => {
    expect(project.services['cloudburst']?.volumes).toEqual([
      expect.objectContaining({
        source: '/home/somebody/kubeconfig',
        target: '/etc/cloudburst/kubeconfig',
        read_only: true,
      }),
    ]);
  });

  it('gives the simulated machines no kubeconfig', () => {
    expect(project.services['clouds']?.volumes ?? []).toEqual([]);
  });

  it("joins kind's network when docker-compose.kind.yml is laid over it", async () => {
    const { services } = await loadCompose(['docker-compose.yml', 'docker-compose.kind.yml']);
    for (const name of ['cloudburst', 'clouds']) {
      expect(Object.keys(services[name]?.networks ?? {}).toSorted()).toEqual(['default', 'kind']);
    }
  });
});

describe('the check itself', () => {
  it.each([
    { slip: 'a misspelt field', from: 'restart: unless-stopped', to: 'restarts: unless-stopped', says: 'restarts' },
    { slip: 'a missing service', from: 'temporal-schema: { condition', to: 'nobody: { condition', says: 'nobody' },
    { slip: 'a bad port', from: '127.0.0.1:8080:8080', to: '127.0.0.1:808080:8080', says: '808080' },
  ])('finds $slip', async ({ from, to, says }) => {
    const folder = await mkdtemp(join(tmpdir(), 'cloudburst-compose-'));
    try {
      const text = await readFile(`${root}/docker-compose.yml`, 'utf8');
      const file = join(folder, 'docker-compose.yml');
      await writeFile(file, text.replace(from, to));
      await expect(loadCompose([file])).rejects.toThrow(says);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('the image', () => {
  it('is built from the paths that the build context holds', async () => {
    const dockerfile = await readFile(`${root}/Dockerfile`, 'utf8');
    const ignore = await readFile(`${root}/.dockerignore`, 'utf8');
    const copies = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, sources]) =>
      (sources ?? '').split(' '),
    );
    const allowed = [...ignore.matchAll(/^!(.+)$/gm)].map(([, path]) => path ?? '');
    expect(copies.toSorted()).toEqual(allowed.toSorted());
  });
});
