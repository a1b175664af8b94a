import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram } from '../local/run-program.ts';
import type { StackRecord } from '../local/stack-record.ts';
import type { Report } from '../local/steps.ts';

/** What every part of the demo works with. */
export interface Stage {
  /** Folder of the checkout. */
  readonly repository: string;
  readonly say: Report;
  /** Aborts when the user wants to stop. */
  readonly signal: AbortSignal;
  readonly kubeconfig: string;
  readonly kubectlProgram: string;
  /** Base URL of the Temporal web interface. */
  readonly temporalUi: string;
  /** Control endpoint of the simulated clouds. */
  readonly simulationControl: string;
  /** Control endpoint of the API mock. */
  readonly apiMockControl: string;
  /** Runs kubectl and returns what it printed; throws with the end of its error output. */
  kubectl(...args: readonly string[]): Promise<string>;
}

/** The stage on a stack that is up. */
export function stageOn(record: StackRecord, base: Pick<Stage, 'repository' | 'say' | 'signal'>): Stage {
  const variable = (name: string): string => {
    const value = record.environment[name];
    if (value === undefined) throw new Error(`The local stack names no ${name}; stop it with ./hack/dev.sh down`);
    return value;
  };
  const kubeconfig = variable('KUBECONFIG');
  const kubectlProgram = variable('KUBECTL');
  return {
    ...base,
    kubeconfig,
    kubectlProgram,
    temporalUi: variable('TEMPORAL_UI'),
    simulationControl: variable('SIMULATION_CONTROL'),
    apiMockControl: variable('API_MOCK_CONTROL'),
    kubectl: (...args) => runProgram(kubectlProgram, [...args, '--kubeconfig', kubeconfig], { timeoutMs: 60_000 }),
  };
}

/** The text of a file of the repository. */
export function readRepositoryFile(stage: Stage, ...path: readonly string[]): string {
  return readFileSync(join(stage.repository, ...path), 'utf8');
}

/** Says a heading with a blank line before it. */
export function heading(stage: Pick<Stage, 'say'>, title: string): void {
  stage.say('');
  stage.say(`== ${title}`);
}

/** Says a text of several lines, indented. */
export function sayIndented(stage: Pick<Stage, 'say'>, text: string): void {
  for (const line of text.trimEnd().split('\n')) stage.say(`  ${line}`.trimEnd());
}
