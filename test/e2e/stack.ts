import { inject } from 'vitest';

/** A control plane and a Temporal server of the end-to-end tests, as addresses. */
export interface Stack {
  /** Path of a kubeconfig of the local control plane with all rights. */
  readonly kubeconfig: string;
  /** URL of its API server. */
  readonly apiServer: string;
  /** Path of kubectl. */
  readonly kubectl: string;
  /** Host and port of its Temporal server. */
  readonly temporalAddress: string;
  /** Folder of all its files; worlds put theirs beside them. */
  readonly stateDir: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    /** One for each test file that may run at the same time. */
    stacks: readonly Stack[];
  }
}

/** The stack of this test file. No other file uses it at the same time, so its programs may be stopped, wiped and started again. */
export function stack(): Stack {
  const slot = Number(process.env['VITEST_POOL_ID']);
  const stacks = inject('stacks');
  const own = stacks[slot - 1];
  if (own === undefined) {
    throw new Error(`test files run in ${slot} places, but ${stacks.length} stacks were started; see vitest.config.ts`);
  }
  return own;
}
