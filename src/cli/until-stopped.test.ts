import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { createStopSignal, runUntilStopped } from './until-stopped.ts';

class Signals extends EventEmitter {
  readonly exits: number[] = [];
  exit(code: number): void {
    this.exits.push(code);
  }
}

describe('stopping', () => {
  it('begins with the first signal and is forced by the second', () => {
    const signals = new Signals();
    using stop = createStopSignal(signals);
    expect(stop.aborted).toBe(false);
    signals.emit('SIGINT');
    expect([stop.aborted, signals.exits]).toEqual([true, []]);
    signals.emit('SIGTERM');
    expect(signals.exits).toEqual([130]);
  });

  it('closes the command once and leaves no listener behind', async () => {
    const signals = new Signals();
    const events: string[] = [];
    const close = async (): Promise<void> => void events.push('closed');
    const print = (line: string): void => {
      events.push(line);
      signals.emit('SIGTERM');
    };
    await runUntilStopped(async () => ({ ready: 'ready', close }), { signals, print });
    expect(events).toEqual(['ready', 'closed']);
    expect(signals.eventNames()).toEqual([]);
  });

  it('closes a command that was stopped while it started', async () => {
    const signals = new Signals();
    const events: string[] = [];
    const start = async () => {
      signals.emit('SIGTERM');
      return { ready: 'ready', close: async () => void events.push('closed') };
    };
    await runUntilStopped(start, { signals, print: () => undefined });
    expect(events).toEqual(['closed']);
  });
});
