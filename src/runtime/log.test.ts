import { describe, expect, it } from 'vitest';
import type { LogConfig } from './config.ts';
import { createLog, temporalLogger } from './log.ts';

function recordedLog(config: Partial<LogConfig> = {}) {
  const lines: string[] = [];
  const log = createLog({ level: 'info', format: 'json', ...config }, { write: (line) => void lines.push(line) });
  return { log, lines, records: () => lines.map((line): unknown => JSON.parse(line)) };
}

describe('createLog', () => {
  it('writes JSON with the level as a word and the time as ISO', () => {
    const { log, records } = recordedLog();
    log.info({ nodeClaim: 'burst-1' }, 'Launching instance');
    expect(records()).toEqual([
      {
        level: 'info',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        nodeClaim: 'burst-1',
        msg: 'Launching instance',
      },
    ]);
  });

  it('writes nothing below its level', () => {
    const { log, lines } = recordedLog({ level: 'warn' });
    log.info('Launching instance');
    expect(lines).toEqual([]);
  });

  it('masks secrets in fields, messages, stacks and child bindings', () => {
    const { log, lines } = recordedLog();
    const secrets = { token: 'hidden-1' };
    log
      .child({ apiKey: 'hidden-2' })
      .error({ request: secrets, err: new Error('tskey-hidden') }, 'Joining with abcdef.0123456789hidden');
    expect(lines.join()).not.toMatch(/hidden/);
  });

  it('writes for people when asked to, secrets masked', () => {
    const { log, lines } = recordedLog({ format: 'pretty' });
    log.warn({ provider: 'hetzner', err: new Error('tskey-hidden') }, 'Launching failed');
    expect(lines[0]).toMatch(/^[\d:.]{12} WARN {2}Launching failed provider=hetzner\n {2}Error: \[redacted\]\n/);
  });
});

describe('temporalLogger', () => {
  it('writes with the level, the fields and the error', () => {
    const { log, records } = recordedLog();
    temporalLogger(log).warn('Activity failed', {
      workflowId: 'provision/1',
      error: new Error('tskey-hidden'),
      at: 3n,
    });
    expect(records()).toMatchObject([
      { level: 'warn', msg: 'Activity failed', workflowId: 'provision/1', at: '3', err: { message: '[redacted]' } },
    ]);
  });

  it('knows all levels', () => {
    const { log, records } = recordedLog({ level: 'trace' });
    const logger = temporalLogger(log);
    logger.trace('1');
    logger.debug('2');
    logger.info('3');
    logger.error('4');
    logger.log('WARN', '5');
    expect(records()).toMatchObject(['trace', 'debug', 'info', 'error', 'warn'].map((level) => ({ level })));
  });
});
