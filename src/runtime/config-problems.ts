import type { z } from 'zod';
import type { Variables, variablesSchema } from './config-variables.ts';
import { variableExamples } from './config-variables.ts';

/** One thing that is wrong with the environment. */
export interface ConfigProblem {
  readonly variable: string;
  /** What is wrong; continues a sentence that begins with the variable. Holds no secret. */
  readonly problem: string;
  /** A value that would be right. */
  readonly example: string;
}

/** Everything that is wrong with the variables, each by itself and, when those are right, together. */
export function findConfigProblems(
  read: z.ZodSafeParseResult<z.output<typeof variablesSchema>>,
): readonly ConfigProblem[] {
  if (read.success) return contradictions(read.data);
  return read.error.issues.map((issue) => problemOf(String(issue.path[0]), issue.message));
}

function contradictions(env: Variables): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  if (env.CLOUDBURST_BATCH_MAX < env.CLOUDBURST_BATCH_IDLE) {
    problems.push(problemOf('CLOUDBURST_BATCH_MAX', 'is shorter than CLOUDBURST_BATCH_IDLE'));
  }
  if (env.CLOUDBROKER_API_KEY !== undefined && env.CLOUDBROKER_URL === undefined) {
    problems.push(problemOf('CLOUDBROKER_URL', 'is missing although CLOUDBROKER_API_KEY is set'));
  }
  return problems;
}

function problemOf(variable: string, problem: string): ConfigProblem {
  return { variable, problem, example: variableExamples[variable] ?? '' };
}
