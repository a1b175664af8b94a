import type { SimulatedCloud } from '../clouds/cloud.ts';
import type { Answer, ApiRequest, ApiResponse } from '../http/exchange.ts';
import type { Timers } from '../timers.ts';
import type { FaultBook } from './book.ts';
import { editAnswer } from './edit-answer.ts';
import { findEffect } from './matching.ts';
import type { FaultEffect, FaultEffectOf } from './rule.ts';

/** A simulated cloud behind its faults. */
export interface FaultGate {
  readonly cloud: SimulatedCloud;
  readonly book: FaultBook;
  readonly timers: Timers;
}

/** An answer, and the ids of the faults that shaped it. */
export interface FaultedAnswer {
  readonly answer: Answer;
  readonly operation: string;
  readonly faults: readonly string[];
}

/** Lets a cloud answer a request under the faults that strike it. A delay comes first; of the other transport faults the first one wins. */
export async function answerUnderFaults(gate: FaultGate, request: ApiRequest): Promise<FaultedAnswer> {
  const call = gate.cloud.describe(request);
  const struck = gate.book.strike(call);
  const effects = struck.map((fault) => fault.effect);
  const delay = findEffect(effects, 'delay');
  // A call that a reset of the simulation overtakes must not act on the fresh accounts.
  const isDropped = delay !== undefined && !(await gate.timers.sleep(delay.ms));
  const answer: Answer = isDropped ? { kind: 'reset' } : answerOne(gate, request, effects);
  return { answer, operation: call.operations[0] ?? 'unknown', faults: struck.map((fault) => fault.id) };
}

function answerOne(gate: FaultGate, request: ApiRequest, effects: readonly FaultEffect[]): Answer {
  const handle = (): ApiResponse => gate.cloud.handle(request, effects);
  for (const effect of effects) {
    const answer = transportAnswer(gate, { request, effect, handle });
    if (answer !== undefined) return answer;
  }
  return { kind: 'respond', response: handle() };
}

interface Struck {
  readonly request: ApiRequest;
  readonly effect: FaultEffect;
  readonly handle: () => ApiResponse;
}

/** The answer under one effect; undefined when the effect is left to the cloud. */
function transportAnswer(gate: FaultGate, struck: Struck): Answer | undefined {
  const { effect, handle } = struck;
  switch (effect.kind) {
    case 'error-before':
      return respond(failureResponse(gate.cloud, effect));
    case 'error-after':
      handle();
      return respond(failureResponse(gate.cloud, effect));
    case 'hang-before':
      return { kind: 'hang' };
    case 'hang-after':
      handle();
      return { kind: 'hang' };
    case 'reset-before':
      return { kind: 'reset' };
    case 'reset-after':
      handle();
      return { kind: 'reset' };
    case 'late-effect':
      gate.timers.after(effect.ms, () => void handle());
      return respond(failureResponse(gate.cloud, effect));
    case 'effect-twice': {
      const first = handle();
      handle();
      return respond(first);
    }
    case 'malformed':
      return respond(spoil(handle(), effect.body));
    case 'edit-answer':
      return respond(editAnswer(handle(), effect));
    case 'unauthorized':
    case 'rate-limit':
      return respond(gate.cloud.refuse(effect.kind, struck.request));
    default:
      return undefined;
  }
}

function respond(response: ApiResponse): Answer {
  return { kind: 'respond', response };
}

type Failing = FaultEffectOf<'error-before'> | FaultEffectOf<'error-after'> | FaultEffectOf<'late-effect'>;

const page = (status: number): string =>
  `<html>\r\n<head><title>${status}</title></head>\r\n<body><center><h1>${status}</h1></center></body>\r\n</html>\r\n`;

function failureResponse(cloud: SimulatedCloud, effect: Failing): ApiResponse {
  if (effect.html === true) return htmlResponse(effect.status);
  const failure = cloud.failure(effect);
  return effect.body === undefined ? failure : { ...failure, body: effect.body };
}

function htmlResponse(status: number): ApiResponse {
  return { status, headers: { 'content-type': 'text/html' }, body: page(status) };
}

function spoil(response: ApiResponse, how: FaultEffectOf<'malformed'>['body']): ApiResponse {
  switch (how) {
    case 'empty':
      return { ...response, body: '' };
    case 'truncated':
      return { ...response, body: response.body.slice(0, Math.floor(response.body.length / 2)) };
    case 'html':
      return htmlResponse(response.status);
    default:
      return how satisfies never;
  }
}
