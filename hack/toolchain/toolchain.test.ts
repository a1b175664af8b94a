import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { runProgram } from '../local/run-program.ts';
import { temporaryFolder } from '../local/temporary-folder.ts';
import { toolCache } from './cache.ts';
import { platformOf } from './platform.ts';
import { ensureToolchain, type ToolchainOptions } from './toolchain.ts';
import type { Program } from './versions.ts';

const kubectlScript = '#!/bin/sh\necho "Client Version: v1.34.3"\n';
const cleanUps: (() => void)[] = [];

afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp();
});

interface World {
  readonly folder: string;
  readonly options: ToolchainOptions;
  /** Paths that the release host was asked for with GET. */
  readonly requests: string[];
  /** Lines that the user saw. */
  readonly lines: string[];
  /** What the release host serves, by the end of the path. */
  readonly files: Map<string, Buffer | string>;
}

/** A machine with an empty cache, a release host of its own, no program on PATH and no Go. */
async function world(programs: readonly Program[]): Promise<World> {
  const folder = temporaryFolder();
  const requests: string[] = [];
  const lines: string[] = [];
  const files = new Map<string, Buffer | string>();
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    if (request.method === 'GET') requests.push(path);
    const body = [...files].find(([end]) => path.endsWith(end))?.[1];
    response.writeHead(body === undefined ? 404 : 200).end(body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanUps.push(() => {
    server.closeAllConnections();
    server.close();
    folder[Symbol.dispose]();
  });
  const address = server.address();
  const base = typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : '';
  const options: ToolchainOptions = {
    programs,
    cacheDirectory: join(folder.path, 'cache'),
    releases: { kubernetes: base, etcd: base, temporal: base },
    goCommand: join(folder.path, 'no-go'),
    report: (line) => lines.push(line),
  };
  return { folder: folder.path, options, requests, lines, files };
}

function sha256(content: Buffer | string): string {
  return createHash('sha256').update(content).digest('hex');
}

function writeScript(file: string, script: string): string {
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, script);
  chmodSync(file, 0o755);
  return file;
}

async function publish({ folder, files }: World, program: 'etcd' | 'temporal'): Promise<void> {
  const { arch } = platformOf(process);
  const [name, inside, sums] =
    program === 'etcd'
      ? [`etcd-v3.6.4-linux-${arch}.tar.gz`, `etcd-v3.6.4-linux-${arch}/etcd`, 'SHA256SUMS']
      : [`temporal_cli_1.8.2_linux_${arch}.tar.gz`, 'temporal', 'checksums.txt'];
  writeScript(join(folder, 'archive', inside), `#!/bin/sh\necho ${program} here\n`);
  await runProgram('tar', ['-czf', join(folder, name), '-C', join(folder, 'archive'), inside]);
  const archive = readFileSync(join(folder, name));
  files.set(name, archive).set(sums, `${'0'.repeat(64)}  other-${name}\n${sha256(archive)}  ${name}\n`);
}

function publishKubectl({ files }: World, content: string = kubectlScript): void {
  files.set('/kubectl', content).set('/kubectl.sha256', sha256(kubectlScript));
}

describe('official releases', () => {
  it('are taken when the checksum fits, once', async () => {
    const w = await world(['kubectl']);
    publishKubectl(w);
    const first = (await ensureToolchain(w.options)).path('kubectl');
    const second = (await ensureToolchain(w.options)).path('kubectl');
    expect(await runProgram(first, [])).toBe('Client Version: v1.34.3\n');
    expect(second).toBe(first);
    expect(first.startsWith(w.options.cacheDirectory)).toBe(true);
    expect(w.requests.map((path) => path.split('/').at(-1))).toEqual(['kubectl.sha256', 'kubectl']);
  });

  it.each(['etcd', 'temporal'] as const)('are unpacked: %s', async (program) => {
    const w = await world([program]);
    await publish(w, program);
    const toolchain = await ensureToolchain(w.options);
    expect(await runProgram(toolchain.path(program), [])).toBe(`${program} here\n`);
  });

  it('are refused in one sentence when the checksum does not fit', async () => {
    const w = await world(['kubectl']);
    publishKubectl(w, 'something else');
    await expect(ensureToolchain(w.options)).rejects.toThrow(
      /kubectl was refused: its SHA-256 is [0-9a-f]{64} and the published one is/,
    );
    const cache = toolCache(w.options.cacheDirectory, platformOf(process));
    expect(existsSync(join(cache.programs, 'kubectl'))).toBe(false);
    expect(readdirSync(cache.temporary)).toEqual([]);
  });

  it('are fetched once for callers that come together', async () => {
    const w = await world(['kubectl']);
    publishKubectl(w);
    const toolchains = await Promise.all([ensureToolchain(w.options), ensureToolchain(w.options)]);
    expect(new Set(toolchains.map((toolchain) => toolchain.path('kubectl'))).size).toBe(1);
    expect(w.requests).toHaveLength(2);
  });
});

describe('a build from Go modules', () => {
  const fakeGo =
    '#!/bin/sh\nwhile [ "$1" != -o ]; do shift; done\nprintf "#!/bin/sh\\necho built\\n" > "$2"; chmod +x "$2"\n';

  it('is made when no release host answers, which is found out once', async () => {
    const w = await world(['kubectl', 'kubelet']);
    const dead = 'http://127.0.0.1:1';
    const goCommand = writeScript(join(w.folder, 'go'), fakeGo);
    const toolchain = await ensureToolchain({ ...w.options, goCommand, releases: { kubernetes: dead } });
    expect(await runProgram(toolchain.path('kubectl'), [])).toBe('built\n');
    expect(toolchain.path('kubelet')).not.toBe(toolchain.path('kubectl'));
    expect(w.lines.filter((line) => line.includes('does not answer'))).toEqual(['127.0.0.1:1 does not answer']);
  });

  it('does not replace a program that was downloaded', async () => {
    const w = await world(['kubectl', 'kubelet']);
    publishKubectl(w);
    const goCommand = writeScript(join(w.folder, 'go'), fakeGo);
    const toolchain = await ensureToolchain({ ...w.options, goCommand });
    expect(await runProgram(toolchain.path('kubectl'), [])).toBe('Client Version: v1.34.3\n');
    expect(await runProgram(toolchain.path('kubelet'), [])).toBe('built\n');
  });
});

describe('installed programs', () => {
  it('come from the folder that the user names, before any other way', async () => {
    const w = await world(['kubectl']);
    const own = writeScript(join(w.folder, 'own', 'kubectl'), kubectlScript);
    const onPath = writeScript(join(w.folder, 'bin', 'kubectl'), kubectlScript);
    const search = { userDirectory: join(w.folder, 'own'), searchPath: join(w.folder, 'bin') };
    expect((await ensureToolchain({ ...w.options, ...search })).path('kubectl')).toBe(own);
    const { userDirectory: _, ...onlyPath } = search;
    expect((await ensureToolchain({ ...w.options, ...onlyPath })).path('kubectl')).toBe(onPath);
    expect(w.requests).toEqual([]);
  });

  it('of another version are passed over', async () => {
    const w = await world(['kubectl']);
    publishKubectl(w);
    const old = writeScript(join(w.folder, 'bin', 'kubectl'), '#!/bin/sh\necho "Client Version: v1.32.4-vendor"\n');
    const toolchain = await ensureToolchain({ ...w.options, searchPath: join(w.folder, 'bin') });
    expect(toolchain.path('kubectl')).not.toBe(old);
  });
});

describe('a machine where nothing works', () => {
  it('gets one sentence for each missing program, with what was tried and the mend', async () => {
    const w = await world(['temporal', 'kubectl']);
    const old = writeScript(join(w.folder, 'bin', 'kubectl'), '#!/bin/sh\necho "Client Version: v1.32.4"\n');
    const attempt = ensureToolchain({
      ...w.options,
      searchPath: join(w.folder, 'bin'),
      releases: { temporal: 'http://127.0.0.1:1', kubernetes: 'http://127.0.0.1:1' },
    });
    const message = await attempt.then(
      () => '',
      (error: Error) => error.message,
    );
    const sentences = message.split('\n');
    expect(sentences).toHaveLength(2);
    expect(sentences[0]).toMatch(
      /^temporal 1\.8\.2 is missing \(127\.0\.0\.1:1 does not answer; Go 1\.26\.4 or newer is not installed \(spawn .*ENOENT\)\): install Go 1\.26\.4 or newer .* CLOUDBURST_TOOLCHAIN_DIR\.$/,
    );
    expect(sentences[1]).toContain(`kubectl 1.34.3 is missing (${old} is version 1.32.4; `);
  });
});
