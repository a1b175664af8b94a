import { summarize } from './statistics.ts';
import type { Summary } from './statistics.ts';

/** Units of what is measured. */
export type Unit = 'ms' | 'MB' | '% of a core' | 'events' | 'signals' | 'requests';

/** What a figure may be at most. */
export interface Target {
  readonly p50?: number;
  readonly max?: number;
}

/** One measured figure; without a target it only explains others. */
export interface Figure extends Summary {
  readonly name: string;
  readonly unit: Unit;
  readonly target?: Target;
}

/** The figure of a series. */
export function figure(
  name: string,
  unit: Unit,
  series: { readonly samples: readonly number[]; readonly target?: Target },
): Figure {
  const { samples, target } = series;
  return { name, unit, ...summarize(samples), ...(target === undefined ? {} : { target }) };
}

/** Whether a figure keeps to its target; undefined when it has none. */
export function isMet({ p50, max, target }: Figure): boolean | undefined {
  if (target === undefined) return undefined;
  return p50 <= (target.p50 ?? Infinity) && max <= (target.max ?? Infinity);
}
