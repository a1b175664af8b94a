import { describe, expect, it } from 'vitest';
import { createLog } from './log.ts';
import { connectTemporal } from './temporal-connection.ts';

describe('connectTemporal', () => {
  it('says what to do at each attempt and ends when it is told to', async () => {
    const stop = new AbortController();
    const lines: string[] = [];
    const write = (line: string): void => {
      lines.push(line);
      stop.abort(new Error('Stopped'));
    };
    const log = createLog({ level: 'info', format: 'json' }, { write });
    // Nothing listens on the port of tcpmux.
    const config = { address: '127.0.0.1:1', namespace: 'default', tls: false };
    const problems: string[] = [];
    const listener = { log, onProblem: (problem: string) => void problems.push(problem) };
    await expect(connectTemporal(config, listener, stop.signal)).rejects.toThrow('Stopped');
    const sentence = 'Temporal at 127.0.0.1:1 does not answer (connection refused); start it or set TEMPORAL_ADDRESS';
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(sentence);
    expect(problems).toEqual([sentence]);
  });
});
