import type { Figure } from './figure.ts';
import type { Stack } from './stack.ts';

/** Something that is measured again and again. */
export interface Scenario {
  readonly name: string;
  /** One sentence for readers of the results. */
  readonly title: string;
  /** Runs that are measured, unless others are asked for. */
  readonly runs: number;
  measure(order: Order): Promise<readonly Figure[]>;
}

/** How often, where, and who is told of the progress. */
export interface Order {
  readonly stack: Stack;
  readonly runs: number;
  readonly report: (line: string) => void;
}
