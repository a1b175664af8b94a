import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** What the user asked the demo for. */
export interface DemoArguments {
  /** Take the current context of KUBECONFIG instead of starting a control plane. */
  readonly useExistingCluster: boolean;
  /** Leave the local stack running at the end. */
  readonly keep: boolean;
  /** Folder of the local stack. */
  readonly stateDir: string;
}

/** The command line cannot be followed; the message says what to type instead. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** For `--help` and after a wrong flag. */
export const usage = `Usage: hack/simulate-disaster-recovery.sh --with-api-mock [--use-existing-cluster] [--keep] [--state-dir FOLDER]

  --with-api-mock         lead calls to Hetzner through a proxy that can answer 503 (needed, see below)
  --use-existing-cluster  use the cluster of KUBECONFIG instead of a control plane of its own
  --keep                  leave the local stack running, to look around in the Temporal UI
  --state-dir FOLDER      where the local stack lives (default .cloudburst in the checkout)

Phase 1 rents a node at a simulated Hetzner; phase 2 lets Hetzner's API fail and sees the next node come from Scaleway.`;

const mockNeeded = `The failure of phase 2 comes from the API mock, and the clouds are simulated: no account is used and nothing can be
billed. There is no drill on real clouds yet. Run: ./hack/simulate-disaster-recovery.sh --with-api-mock`;

/** Reads the command line; undefined means that help was asked for. Throws UsageError. */
export function parseDemoArguments(args: readonly string[], repository: string): DemoArguments | undefined {
  const values = parse(args);
  if (values.help) return undefined;
  if (!values['with-api-mock']) throw new UsageError(mockNeeded);
  return {
    useExistingCluster: values['use-existing-cluster'],
    keep: values.keep,
    stateDir: resolve(values['state-dir'] ?? join(repository, '.cloudburst')),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        'with-api-mock': { type: 'boolean', default: false },
        'use-existing-cluster': { type: 'boolean', default: false },
        keep: { type: 'boolean', default: false },
        'state-dir': { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  }
}
