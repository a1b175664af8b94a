import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { serviceCommands } from '../../../hack/compose/service-commands.ts';
import type { CloudburstService } from '../../../hack/compose/service-commands.ts';

const cli = fileURLToPath(new URL('../../../dist/cli.js', import.meta.url));

/** The command of a service, on any free port of this machine's loopback in place of the container's. */
function natively(service: CloudburstService): readonly string[] {
  return serviceCommands[service].map((word) =>
    word.replace(/^0\.0\.0\.0/, '127.0.0.1').replace(/(^|:)8\d{3}$/, '$10'),
  );
}

/** Starts the command, gives its first line, then asks it to stop and gives its exit code. */
async function firstLineOf(args: readonly string[]): Promise<{ readonly line: string; readonly code: number | null }> {
  const child = spawn(process.execPath, [cli, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<number | null>((resolve) => void child.once('close', resolve));
  const line = await new Promise<string>((resolve) => createInterface(child.stdout).once('line', resolve));
  child.kill('SIGTERM');
  return { line, code: await ended };
}

describe('a service of docker-compose.yml, run natively', () => {
  it('the broker says where it listens and ends cleanly', async () => {
    const { line, code } = await firstLineOf(natively('broker'));
    expect(line).toMatch(/http:\/\/127\.0\.0\.1:\d+/);
    expect(code).toBe(0);
  });

  it('the simulated clouds say where they listen and end cleanly', async () => {
    const { line, code } = await firstLineOf(natively('clouds'));
    expect(line.match(/http:\/\/127\.0\.0\.1:\d+/g)).toHaveLength(3);
    expect(code).toBe(0);
  });

  it('the controller is what every other end-to-end test runs', () => {
    expect(natively('cloudburst')).toEqual(['run']);
  });
});
