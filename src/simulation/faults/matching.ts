import type { Random } from '../random.ts';
import type { FaultEffect, FaultEffectOf, FaultKind, FaultRule } from './rule.ts';
import { defaultOperation } from './rule.ts';

/** A fault with its counters. */
export interface ArmedFault {
  readonly id: string;
  readonly rule: FaultRule;
  /** Calls that fitted, those that passed unharmed included. */
  readonly seen: number;
  /** Calls that were struck. */
  readonly hits: number;
}

/** What faults may look at in a call. */
export interface FaultCall {
  readonly provider: string;
  /** All the ways to write the operation: name, method with short path, with full path, with template. */
  readonly operations: readonly string[];
  /** Instance type asked for, when the call creates a server. */
  readonly type?: string | undefined;
  /** Location or zone asked for, when the call names one. */
  readonly location?: string | undefined;
}

/** The faults that strike a call, and the counters after it. */
export interface FaultVerdict {
  readonly struck: readonly { readonly id: string; readonly effect: FaultEffect }[];
  readonly faults: readonly ArmedFault[];
}

/** Decides which faults strike a call. Draws from the source only for rules with a probability, in their order. */
export function matchFaults(faults: readonly ArmedFault[], call: FaultCall, random: Random): FaultVerdict {
  const struck: { id: string; effect: FaultEffect }[] = [];
  const counted = faults.map((fault) => {
    if (!concerns(fault.rule, call) || isSpent(fault)) return fault;
    const seen = fault.seen + 1;
    if (seen <= (fault.rule.after ?? 0) || !isDrawn(fault.rule, random)) return { ...fault, seen };
    struck.push({ id: fault.id, effect: fault.rule.effect });
    return { ...fault, seen, hits: fault.hits + 1 };
  });
  return { struck, faults: counted };
}

/** The first effect of a kind, if any. */
export function findEffect<Kind extends FaultKind>(
  effects: readonly FaultEffect[],
  kind: Kind,
): FaultEffectOf<Kind> | undefined {
  return effects.find((effect): effect is FaultEffectOf<Kind> => effect.kind === kind);
}

/** The entries of a page counted from 1, under the faults that spoil paging. */
export function pageUnderFaults<Entry>(
  entries: readonly Entry[],
  at: { readonly page: number; readonly perPage: number },
  effects: readonly FaultEffect[],
): readonly Entry[] {
  const shift = at.page === 1 ? 0 : (findEffect(effects, 'page-shift')?.by ?? 0);
  const drop = findEffect(effects, 'partial-page')?.drop ?? 0;
  const first = (at.page - 1) * at.perPage + shift;
  const shown = entries.slice(first, first + at.perPage);
  return shown.slice(0, Math.max(0, shown.length - drop));
}

function concerns(rule: FaultRule, call: FaultCall): boolean {
  if (rule.provider !== '*' && rule.provider !== call.provider) return false;
  const pattern = globPattern(rule.operation ?? defaultOperation(rule.effect.kind));
  if (!call.operations.some((operation) => pattern.test(operation))) return false;
  return rule.effect.kind !== 'sold-out' || isSoldOut(rule.effect, call);
}

function isSoldOut(effect: FaultEffectOf<'sold-out'>, call: FaultCall): boolean {
  const fits = (wanted: readonly string[] | undefined, actual: string | undefined): boolean =>
    wanted === undefined || (actual !== undefined && wanted.includes(actual));
  return fits(effect.types, call.type) && fits(effect.locations, call.location);
}

function isSpent(fault: ArmedFault): boolean {
  return fault.rule.count !== undefined && fault.hits >= fault.rule.count;
}

function isDrawn(rule: FaultRule, random: Random): boolean {
  return rule.probability === undefined || random() < rule.probability;
}

function globPattern(glob: string): RegExp {
  const escaped = glob.split('*').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${escaped.join('.*')}$`);
}
