import { z } from 'zod';

const milliseconds = z.number().int().min(0).max(86_400_000);
const failure = {
  /** HTTP status; vendors' error codes are derived from it where `code` is absent. */
  status: z.number().int().min(400).max(599),
  code: z.string().optional(),
  message: z.string().optional(),
  /** Sent instead of the vendor's error envelope. */
  body: z.string().optional(),
  /** True: an HTML page as load balancers send it, instead of JSON. */
  html: z.boolean().optional(),
};
const names = z.array(z.string()).min(1).optional();

/** What a fault does. */
export const faultEffectSchema = z.discriminatedUnion('kind', [
  /** Refuses; nothing happens. */
  z.strictObject({ kind: z.literal('error-before'), ...failure }),
  /** Does what was asked, then answers an error. */
  z.strictObject({ kind: z.literal('error-after'), ...failure }),
  /** Does what was asked and never answers. */
  z.strictObject({ kind: z.literal('hang-after') }),
  /** Does nothing and never answers: a black hole. */
  z.strictObject({ kind: z.literal('hang-before') }),
  /** Cuts the connection; nothing happens. */
  z.strictObject({ kind: z.literal('reset-before') }),
  /** Does what was asked, then cuts the connection. */
  z.strictObject({ kind: z.literal('reset-after') }),
  /** Waits, then does what was asked, even if the client gave up meanwhile. */
  z.strictObject({ kind: z.literal('delay'), ms: milliseconds }),
  /** Answers an error now (status 504 by default) and does what was asked later. */
  z.strictObject({ kind: z.literal('late-effect'), ms: milliseconds, ...failure, status: failure.status.default(504) }),
  /** Does what was asked twice and gives the first answer. */
  z.strictObject({ kind: z.literal('effect-twice') }),
  /** Does what was asked and spoils the body of the answer, with its status unchanged. */
  z.strictObject({ kind: z.literal('malformed'), body: z.enum(['empty', 'truncated', 'html']) }),
  /**
   * Does what was asked and changes fields of the answer's JSON, by paths such as `servers.*.labels`, where `*` is every field or
   * entry and a number an entry: first those that are set, then those that are removed.
   */
  z.strictObject({
    kind: z.literal('edit-answer'),
    set: z.record(z.string().min(1), z.json()).optional(),
    remove: z.array(z.string().min(1)).readonly().optional(),
  }),
  /** The create is accepted; the vendor's asynchronous action fails later and leaves a stopped server. */
  z.strictObject({ kind: z.literal('action-fails'), code: z.string().optional(), message: z.string().optional() }),
  /** Creates are refused for want of stock: all of them, or those of these types and locations (zones). */
  z.strictObject({ kind: z.literal('sold-out'), types: names, locations: names }),
  /** Creates are refused once the account has this many servers. */
  z.strictObject({ kind: z.literal('quota'), max: z.number().int().min(0) }),
  /** The credential is refused. */
  z.strictObject({ kind: z.literal('unauthorized') }),
  /** Too many requests; nothing happens. */
  z.strictObject({ kind: z.literal('rate-limit') }),
  /** The API says running, but no machine ever starts. */
  z.strictObject({ kind: z.literal('never-boots') }),
  /** The API says running; the machine starts this much later. */
  z.strictObject({ kind: z.literal('boots-late'), ms: milliseconds }),
  /** Lists show the state of this long ago: new servers missing, deleted ones still there. */
  z.strictObject({ kind: z.literal('stale-list'), ms: milliseconds }),
  /** Pages of lists are short: the last entries are missing although the total counts them. */
  z.strictObject({ kind: z.literal('partial-page'), drop: z.number().int().min(1) }),
  /** Every page but the first starts this many entries too late, as when entries of earlier pages went away in between. */
  z.strictObject({ kind: z.literal('page-shift'), by: z.number().int().min(1) }),
]);

/** What a fault does. */
export type FaultEffect = z.infer<typeof faultEffectSchema>;

/** Kind of an effect. */
export type FaultKind = FaultEffect['kind'];

/** The effect of one kind. */
export type FaultEffectOf<Kind extends FaultKind> = Extract<FaultEffect, { kind: Kind }>;

/** A fault as the control endpoint takes it. */
export const faultRuleSchema = z.strictObject({
  /** Chosen by the caller, or `fault-<n>`. A rule with the same id is replaced. */
  id: z.string().min(1).max(100).optional(),
  provider: z.enum(['hetzner', 'scaleway', '*']).default('*'),
  /** An operation's name (`create-server`), method and path (`POST /servers`), with `*` for anything. Default: where the effect belongs. */
  operation: z.string().min(1).optional(),
  effect: faultEffectSchema,
  /** How often the fault strikes; default: without end. */
  count: z.number().int().min(1).optional(),
  /** Chance of each matching call, from 0 to 1; default 1. */
  probability: z.number().min(0).max(1).optional(),
  /** How many matching calls pass before; default 0. */
  after: z.number().int().min(0).optional(),
});

/** A fault to be armed. */
export type FaultRule = z.infer<typeof faultRuleSchema>;

/** The operation an effect concerns when its rule names none. */
export function defaultOperation(kind: FaultKind): string {
  switch (kind) {
    case 'action-fails':
    case 'sold-out':
    case 'quota':
    case 'never-boots':
    case 'boots-late':
      return 'create-server';
    case 'stale-list':
    case 'partial-page':
    case 'page-shift':
      return 'list-*';
    default:
      return '*';
  }
}
