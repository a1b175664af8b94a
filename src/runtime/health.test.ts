import { describe, expect, it, onTestFinished } from 'vitest';
import type { ReadinessCheck } from './health.ts';
import { startHealthServer } from './health.ts';

async function get(checks: readonly ReadinessCheck[], path: string): Promise<{ status: number; text: string }> {
  const server = await startHealthServer({ host: '127.0.0.1', port: 0 }, () => checks);
  onTestFinished(() => server.close());
  const answer = await fetch(`http://127.0.0.1:${server.address.port}${path}`);
  return { status: answer.status, text: await answer.text() };
}

const fine: ReadinessCheck = { name: 'temporal', problem: () => undefined };

describe('the health server', () => {
  it('is ready when every check is fine', async () => {
    expect(await get([fine], '/readyz')).toEqual({ status: 200, text: 'ok\n' });
  });

  it('names the checks that fail and why', async () => {
    const checks: ReadinessCheck[] = [
      fine,
      { name: 'informers', problem: async () => 'pods are not listed yet' },
      { name: 'lease', problem: () => Promise.reject(new Error('no answer')) },
      {
        name: 'worker',
        problem: () => {
          throw new Error('stopped');
        },
      },
    ];
    expect(await get(checks, '/readyz?verbose')).toEqual({
      status: 503,
      text: 'informers: pods are not listed yet\nlease: no answer\nworker: stopped\n',
    });
  });

  it('is alive whatever the checks say', async () => {
    expect(await get([{ name: 'lease', problem: () => 'no' }], '/livez')).toEqual({ status: 200, text: 'ok\n' });
  });

  it('knows no other path', async () => {
    expect((await get([], '/')).status).toBe(404);
  });

  it('says what to do when its address is taken', async () => {
    const first = await startHealthServer({ host: '127.0.0.1', port: 0 }, () => []);
    onTestFinished(() => first.close());
    await expect(startHealthServer(first.address, () => [])).rejects.toThrow(
      `Health cannot be served at 127.0.0.1:${first.address.port}; free it or set CLOUDBURST_HTTP_ADDRESS`,
    );
  });
});
