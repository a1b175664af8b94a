import { EventEmitter } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runCommandLine } from './main.ts';

class Signals extends EventEmitter {
  readonly exits: number[] = [];
  exit(code: number): void {
    this.exits.push(code);
  }
}

/** Runs a command until it says that it is ready, hands over its line, then sends SIGTERM. */
async function run(args: readonly string[], whenReady: (line: string) => Promise<void> = async () => undefined) {
  const signals = new Signals();
  const complaints: string[] = [];
  const ready = Promise.withResolvers<string>();
  const ended = runCommandLine(args, {
    signals,
    print: ready.resolve,
    complain: (text) => void complaints.push(text),
  });
  const line = await Promise.race([ready.promise, ended.then(() => undefined)]);
  try {
    if (line !== undefined) await whenReady(line);
  } finally {
    signals.emit('SIGTERM');
  }
  return { line, code: await ended, complaints: complaints.join('') };
}

async function temporaryFile(name: string, text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'cloudburst-cli-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, name), text);
  return join(folder, name);
}

const offering = {
  provider: 'hetzner',
  region: 'fsn1',
  zone: 'fsn1',
  instanceType: 'cx99',
  architecture: 'amd64',
  vcpu: 2,
  memoryBytes: 4e9,
  diskBytes: 4e10,
  priceEurPerHour: 0.01,
  isEu: true,
};

function addressIn(line: string): string {
  return /https?:\/\/[^\s,]+/.exec(line)?.[0] ?? '';
}

describe('the command line', () => {
  it('simulates the clouds until it is stopped', async () => {
    const ports = ['--hetzner-port', '0', '--scaleway-port', '0', '--control-port', '0'];
    const { code } = await run(['simulate', ...ports, '--boot-delay', '10ms', '--seed', '7'], async (line) => {
      expect(line).toMatch(/^Simulating Hetzner at \S+\/v1, Scaleway at \S+, control at \S+$/);
      const answer = await fetch(`${addressIn(line)}/locations`, { headers: { authorization: 'Bearer any' } });
      expect(answer.status).toBe(200);
    });
    expect(code).toBe(0);
  });

  it('recommends by a catalogue file', async () => {
    const file = await temporaryFile('offerings.json', JSON.stringify([offering]));
    const { code } = await run(['broker', '--listen', '127.0.0.1:0', '--catalogue', file], async (line) => {
      const answer = await fetch(`${addressIn(line)}/health`);
      expect(await answer.json()).toMatchObject({ offerings: 1 });
    });
    expect(code).toBe(0);
  });

  it('mocks an API', async () => {
    const { line, code } = await run(['api-mock', '--listen', '127.0.0.1:0', '--upstream', 'http://127.0.0.1:9']);
    expect(line).toMatch(/^Forwarding https:\S+ to http:\/\/127\.0\.0\.1:9, control at http:\S+$/);
    expect(code).toBe(0);
  });

  it.each([
    [['simulate', '--boot-delay', 'soon'], '"soon" is no duration'],
    [['simulate', '--hetzner-port', '65536'], '"65536" is no port'],
    [['simulate', '--hetner-port', '1'], 'Did you mean --hetzner-port?'],
    [['api-mock', '--listen', '127.0.0.1:0'], "'--upstream <url>' not specified"],
    [['broker', '--listen', '8000'], '"8000" is no address'],
    [['simulation'], "unknown command 'simulation'"],
  ])('refuses %j with one sentence', async (args, sentence) => {
    const { code, complaints } = await run(args);
    expect(code).toBe(64);
    expect(complaints).toContain(sentence);
    expect(complaints.trimEnd().split('\n')).toHaveLength(1);
  });

  it.each([
    ['[{"provider": "aws"}]', 'is no list of offerings at 0.provider'],
    ['{', 'is neither YAML nor JSON'],
  ])('refuses the catalogue %s', async (text, sentence) => {
    const { code, complaints } = await run(['broker', '--catalogue', await temporaryFile('offerings.yaml', text)]);
    expect(code).toBe(1);
    expect(complaints).toContain(sentence);
  });

  it('says which address is taken', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const { code, complaints } = await run(['broker', '--listen', `127.0.0.1:${port}`]);
    expect(code).toBe(1);
    expect(complaints).toContain(`127.0.0.1:${port}, stop what listens there or choose another port`);
  });
});
