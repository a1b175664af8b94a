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
    await expect(connectTemporal(config, log, stop.signal)).rejects.toThrow('Stopped');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(
      'Temporal at 127.0.0.1:1 does not answer (connection refused); start it or set TEMPORAL_ADDRESS',
    );
  });
});
