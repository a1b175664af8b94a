import type { ApiStatus } from './errors.ts';

/** Reads a Kubernetes Status out of any JSON value; fields of the wrong type are left out. */
export function parseApiStatus(value: unknown, fallbackCode: number): ApiStatus {
  const status = recordOf(value);
  const details = recordOf(status['details']);
  const retryAfterSeconds = details['retryAfterSeconds'];
  return {
    code: typeof status['code'] === 'number' ? status['code'] : fallbackCode,
    ...(typeof status['reason'] === 'string' && { reason: status['reason'] }),
    ...(typeof status['message'] === 'string' && status['message'] !== '' && { message: status['message'] }),
    causes: causesOf(details['causes'], 'reason'),
    causeMessages: causesOf(details['causes'], 'message'),
    ...(typeof retryAfterSeconds === 'number' && { retryAfterMs: retryAfterSeconds * 1000 }),
  };
}

/** Reads a failed answer: a Status when the body is one, else the plain text of the body, shortened. */
export function parseFailure(code: number, body: string, retryAfter: string | undefined): ApiStatus {
  const seconds = Number(retryAfter);
  const header = retryAfter !== undefined && Number.isFinite(seconds) ? { retryAfterMs: seconds * 1000 } : {};
  const value = parseJson(body);
  if (value === undefined) {
    const text = body.trim().slice(0, 200);
    return { code, ...(text !== '' && { message: text }), ...header };
  }
  // The status line is the truth; a Status in the body may come from a server behind the API server.
  return { ...header, ...parseApiStatus(value, code), code };
}

/** JSON or undefined. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function causesOf(value: unknown, field: 'reason' | 'message'): readonly string[] {
  if (!Array.isArray(value)) return [];
  return value.map((cause) => recordOf(cause)[field]).filter((text) => typeof text === 'string');
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
