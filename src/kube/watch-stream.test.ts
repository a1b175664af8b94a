import { describe, expect, it } from 'vitest';
import { collect } from '../../test/helpers/collect.ts';
import { GoneError } from './errors.ts';
import { parseWatchLine, readLines } from './watch-stream.ts';

async function* chunksOf(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

describe('readLines', () => {
  it.each([1, 2, 3, 7, 1000])(
    'cuts lines wherever the chunks of %i bytes end, also within a character',
    async (size) => {
      const bytes = new TextEncoder().encode('eins\n\nzwölf €\n😀 unfinished');
      expect(await collect(readLines(chunksOf(bytes, size)))).toEqual(['eins', 'zwölf €', '😀 unfinished']);
    },
  );
});

describe('parseWatchLine', () => {
  it.each([
    '',
    'null',
    '[]',
    '{"type":"ADDED"}',
    '{"type":"ADDED","object":{}}',
    '{"type":"NEWS","object":{"metadata":{}}}',
    '{"type":"BOOKMARK","object":{"metadata":{}}}',
  ])('refuses the malformed line %s', (line) => {
    expect(() => parseWatchLine('watching pods', line)).toThrow(
      /watching pods: a line of the stream is not a watch event/,
    );
  });

  it('throws the error an ERROR event stands for', () => {
    const line = JSON.stringify({ type: 'ERROR', object: { code: 410, message: 'too old resource version' } });
    expect(() => parseWatchLine('watching pods', line)).toThrow(GoneError);
  });
});
