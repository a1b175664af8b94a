import type { ApiResponse } from '../http/exchange.ts';
import { parseJsonBody } from '../http/exchange.ts';
import type { FaultEffectOf } from './rule.ts';

/** An answer with fields set and removed; one that is no JSON stays as it is. */
export function editAnswer(
  response: ApiResponse,
  { set = {}, remove = [] }: Pick<FaultEffectOf<'edit-answer'>, 'set' | 'remove'>,
): ApiResponse {
  const body = parseJsonBody(Buffer.from(response.body));
  if (body === undefined || response.body === '') return response;
  for (const [path, value] of Object.entries(set))
    change(body, path.split('.'), (holder, field) => void (holder[field] = value));
  for (const path of remove) change(body, path.split('.'), (holder, field) => void delete holder[field]);
  return { ...response, body: JSON.stringify(body) };
}

/** Calls back for each object at the path, with the path's last part; `*` stands for every field or entry. */
function change(
  value: unknown,
  [part = '', ...rest]: readonly string[],
  edit: (holder: Record<string, unknown>, field: string) => void,
): void {
  if (!isHolder(value)) return;
  const fields = part === '*' ? Object.keys(value) : [part];
  for (const field of fields) {
    if (rest.length === 0) edit(value, field);
    else change(value[field], rest, edit);
  }
}

/** Arrays count too, with their indexes as fields. */
function isHolder(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
