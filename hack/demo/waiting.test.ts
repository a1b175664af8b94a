import { describe, expect, it } from 'vitest';
import { type Wait, waitFor } from './waiting.ts';

function wait<Result>(over: Pick<Wait<Result>, 'look'> & Partial<Wait<Result>>): Wait<Result> {
  return {
    what: 'the pod',
    deadlineMs: 20_000,
    mend: 'read the log',
    say: () => undefined,
    signal: new AbortController().signal,
    lookIntervalMs: 1,
    ...over,
  };
}

describe('waitFor', () => {
  it('looks until it is there, also after a look that failed', async () => {
    const answers = [undefined, new Error('refused'), 'here'];
    const look = (): string | undefined => {
      const answer = answers.shift();
      if (answer instanceof Error) throw answer;
      return answer;
    };
    expect(await waitFor(wait({ look }))).toBe('here');
  });

  it('says at the deadline what was missing, what failed last and what to look at', async () => {
    const look = (): string | undefined => {
      throw new Error('refused');
    };
    await expect(waitFor(wait({ look, deadlineMs: 0 }))).rejects.toThrow(
      'the pod was not seen within 0 s; the last look failed: refused; read the log',
    );
  });

  it('tells what it waits for', async () => {
    const lines: string[] = [];
    const look = (): string | undefined => (lines.length > 1 ? 'here' : undefined);
    await waitFor(wait({ look, say: (line) => lines.push(line), tellIntervalMs: 1, detail: () => ', now Pending' }));
    expect(lines[0]).toBe('  … 0 s, waiting for the pod, now Pending');
  });

  it('ends with the reason of the signal', async () => {
    const stop = new AbortController();
    const look = (): string | undefined => {
      stop.abort(new Error('stopped by SIGINT'));
      return undefined;
    };
    await expect(waitFor(wait({ look, signal: stop.signal, lookIntervalMs: 60_000 }))).rejects.toThrow('by SIGINT');
  });
});
