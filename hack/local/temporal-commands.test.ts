import { describe, expect, it } from 'vitest';
import { temporalArguments } from './temporal-commands.ts';

const ports = { frontend: 7233, ui: 8233, http: 7243, metrics: 7234 };

describe('temporalArguments', () => {
  it('stays on loopback and calls nobody', () => {
    const line = temporalArguments(ports, undefined).join(' ');
    expect(line).toContain('--ip=127.0.0.1 --ui-ip=127.0.0.1');
    expect(line).toContain('--ui-disable-news-fetch');
  });

  it('writes to a database only when it is given one', () => {
    expect(temporalArguments(ports, '/state/temporal.db').join(' ')).toContain(
      '--db-filename /state/temporal.db --sqlite-pragma journal_mode=wal',
    );
    expect(temporalArguments(ports, undefined)).not.toContain('--db-filename');
  });

  it('keeps the quotes of a dynamic value, which is JSON', () => {
    expect(temporalArguments(ports, undefined)).toContain('history.timerProcessorMaxTimeShift="10ms"');
  });
});
