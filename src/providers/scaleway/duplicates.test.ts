import { describe, expect, it } from 'vitest';
import { preferredOrder } from './duplicates.ts';
import type { ScalewayServer } from './servers.ts';

function server(id: string, state: string, second: number): ScalewayServer {
  const creationDate = new Date(second * 1000);
  return { id, state, creationDate, name: 'n', tags: [], commercialType: 'DEV1-M', zone: 'fr-par-1', volumes: {} };
}

describe('preferredOrder', () => {
  it('keeps one that was started, then the oldest, then the smallest id', () => {
    const servers = [
      server('d', 'stopped', 1),
      server('c', 'stopped', 0),
      server('b', 'stopped', 0),
      server('a', 'running', 9),
    ];
    expect(servers.toSorted(preferredOrder).map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd']);
  });
});
