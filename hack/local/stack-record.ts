import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import type { StateDirectory } from './state-directory.ts';

const stackRecord = z.object({
  /** Variables for the user's shell. */
  environment: z.record(z.string(), z.string()),
  /** Processes in the order of their start. */
  processes: z.array(z.object({ name: z.string(), address: z.string() })),
});

/** What `up` leaves for `status`, `env` and `down`. */
export type StackRecord = z.infer<typeof stackRecord>;

/** Remembers the stack in its folder. */
export function writeStackRecord(state: StateDirectory, record: StackRecord): void {
  writeFileSync(state.path('stack.json'), `${JSON.stringify(record, undefined, 2)}\n`);
}

/** The stack that was brought up in this folder; undefined when there is none, or its `up` has not come to its end. */
export function readStackRecord(state: StateDirectory): StackRecord | undefined {
  try {
    return stackRecord.parse(JSON.parse(readFileSync(state.path('stack.json'), 'utf8')));
  } catch {
    return undefined;
  }
}
