import { parseApiStatus, parseJson } from './api-status.ts';
import { ApiUnreachableError, errorFromStatus } from './errors.ts';

/** One line of a watch as it arrives; objects are not checked. */
export type RawWatchEvent =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: object }
  | { readonly type: 'BOOKMARK'; readonly resourceVersion: string };

/** Cuts a byte stream into lines. A last line without its line feed is given too, so that a cut stream is noticed. */
export async function* readLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunks) {
    const text = decoder.decode(chunk, { stream: true });
    const lines = text.split('\n');
    const tail = lines.pop() ?? '';
    for (const line of lines) {
      const whole = rest + line;
      rest = '';
      if (whole !== '') yield whole;
    }
    rest += tail;
  }
  if (rest !== '') yield rest;
}

/** Reads one line of a watch. Throws the typed error of an ERROR event, and ApiUnreachableError for anything malformed. */
export function parseWatchLine(act: string, line: string): RawWatchEvent {
  const value = parseJson(line);
  if (typeof value !== 'object' || value === null || !('type' in value) || !('object' in value)) throw malformed(act);
  const { type, object } = value;
  if (type === 'ERROR') throw errorFromStatus(act, parseApiStatus(object, 500));
  if (typeof object !== 'object' || object === null || !('metadata' in object)) throw malformed(act);
  if (type === 'ADDED' || type === 'MODIFIED' || type === 'DELETED') return { type, object };
  if (type === 'BOOKMARK') return { type, resourceVersion: resourceVersionOf(act, object.metadata) };
  throw malformed(act);
}

function resourceVersionOf(act: string, metadata: unknown): string {
  if (typeof metadata === 'object' && metadata !== null && 'resourceVersion' in metadata) {
    if (typeof metadata.resourceVersion === 'string') return metadata.resourceVersion;
  }
  throw malformed(act);
}

function malformed(act: string): ApiUnreachableError {
  return new ApiUnreachableError(`Error ${act}: a line of the stream is not a watch event; list again`);
}
