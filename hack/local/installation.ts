import { join } from 'node:path';
import { runProgram } from './run-program.ts';

/** Where the manifests go. */
export interface Installation {
  readonly kubectl: string;
  readonly kubeconfig: string;
  /** Folder of the checkout. */
  readonly repository: string;
}

/** Applies schemas, rights and policies, as docs/install.md tells users to; repeatable. */
export async function applyInstallation({ kubectl, kubeconfig, repository }: Installation): Promise<void> {
  const within = ['--kubeconfig', kubeconfig];
  const crds = ['--filename', join(repository, 'crds'), ...within];
  const apply = ['apply', '--server-side', '--force-conflicts'];
  await runProgram(kubectl, [...apply, ...crds]);
  await runProgram(kubectl, [
    ...apply,
    '--filename',
    join(repository, 'config/rbac'),
    '--filename',
    join(repository, 'config/policy'),
    ...within,
  ]);
  await runProgram(kubectl, ['wait', '--for', 'condition=Established', '--timeout', '30s', ...crds]);
}
