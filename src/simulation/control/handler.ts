import { z } from 'zod';
import type { SimulatedCloud } from '../clouds/cloud.ts';
import type { Stock } from '../clouds/stock.ts';
import type { FaultBook } from '../faults/book.ts';
import type { ApiRequest, ApiResponse } from '../http/exchange.ts';
import { jsonResponse, parseJsonBody } from '../http/exchange.ts';
import type { Ledger } from '../meter/ledger.ts';
import type { RequestLog } from '../requests.ts';
import type { Settings } from '../settings.ts';
import type { Timers } from '../timers.ts';

/** What the control endpoint shows and changes. */
export interface ControlledWorld {
  readonly clouds: readonly SimulatedCloud[];
  readonly stocks: Readonly<Record<'hetzner' | 'scaleway', Stock>>;
  readonly book: FaultBook;
  readonly ledger: Ledger;
  readonly requests: RequestLog;
  readonly timers: Timers;
  readonly now: () => number;
  readonly settings: Settings;
  /** Set when the ports are served over TLS. */
  readonly certificatePem: string | undefined;
}

/** Answers one call of the control endpoint. */
export type Handler = (
  world: ControlledWorld,
  call: { readonly request: ApiRequest; readonly params: Readonly<Record<string, string>> },
) => ApiResponse | Promise<ApiResponse>;

/** An answer that says what is wrong. */
export function refused(status: number, message: string): ApiResponse {
  return jsonResponse(status, { error: message });
}

/** The body in the schema's shape, or the answer that says what is wrong with it. */
export function readBody<Shape>(
  schema: z.ZodType<Shape>,
  request: ApiRequest,
): { value: Shape } | { refusal: ApiResponse } {
  const parsed = schema.safeParse(parseJsonBody(request.body));
  if (parsed.success) return { value: parsed.data };
  return { refusal: refused(400, `Body is not as expected: ${z.prettifyError(parsed.error)}`) };
}
