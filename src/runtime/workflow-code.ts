import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Where a worker takes its workflows from; spread it into the options of Worker.create. */
export type WorkflowCode =
  { readonly workflowBundle: { readonly codePath: string } } | { readonly workflowsPath: string };

/** The bundle that the build has put beside the program; without a build, when the source runs directly, the source itself. */
export function findWorkflowCode(): WorkflowCode {
  const codePath = fileURLToPath(new URL('./workflow-bundle.js', import.meta.url));
  if (existsSync(codePath)) return { workflowBundle: { codePath } };
  return { workflowsPath: fileURLToPath(new URL('../workflows/index.ts', import.meta.url)) };
}
