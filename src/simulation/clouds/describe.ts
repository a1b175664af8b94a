import { z } from 'zod';
import type { FaultCall } from '../faults/matching.ts';
import type { ApiRequest } from '../http/exchange.ts';
import { parseJsonBody } from '../http/exchange.ts';
import type { Route } from '../http/router.ts';

/** How one vendor's requests are read for the faults. */
export interface Vocabulary {
  readonly provider: string;
  /** What is cut off a path to give its short form, such as `/v1` in `POST /v1/servers`. */
  readonly prefix: RegExp;
  /** Field of a create's body that names the instance type. */
  readonly typeField: string;
  readonly locationOf: (body: Readonly<Record<string, unknown>>, request: ApiRequest) => unknown;
}

const bodySchema = z.record(z.string(), z.unknown());

/** What faults may look at in a request; bodies are read for creates only. */
export function describeCall(request: ApiRequest, route: Route<unknown> | undefined, words: Vocabulary): FaultCall {
  const template = route?.template ?? request.path;
  const name = route?.name ?? 'unknown';
  const paths = [template, request.path].flatMap((path) => [path, path.replace(words.prefix, '')]);
  const operations = [name, ...new Set(paths.map((path) => `${request.method} ${path}`))];
  const body = name === 'create-server' ? bodySchema.safeParse(parseJsonBody(request.body)).data : undefined;
  const location = asName(words.locationOf(body ?? {}, request));
  return { provider: words.provider, operations, type: asName(body?.[words.typeField]), location };
}

function asName(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
