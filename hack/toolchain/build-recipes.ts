import { join } from 'node:path';
import { kubernetesVersion, type Program, temporalVersion } from './versions.ts';

/** How programs are built from Go modules. */
export interface BuildRecipe {
  /** Folder beside this file, with the Go module. */
  readonly folder: 'kubernetes' | 'temporal';
  /** Files of that folder that decide what is built. */
  readonly sources: readonly string[];
  /** The file that comes out. */
  readonly output: string;
  /** Programs in that file. It looks at the name it is called by when there are several. */
  readonly programs: readonly Program[];
  /** Go package to build. */
  readonly package: string;
  readonly ldflags: string;
  /** Oldest Go that builds it, as go.mod says. */
  readonly goVersion: string;
  /** What a first build takes on two cores. */
  readonly usualMinutes: number;
}

const [kubernetesMajor, kubernetesMinor] = kubernetesVersion.split('.');

// Without these the API server and kubeadm report v0.0.0 and refuse to work together.
const kubernetesVersionFlags = [
  `-X k8s.io/component-base/version.gitVersion=v${kubernetesVersion}`,
  `-X k8s.io/component-base/version.gitMajor=${kubernetesMajor}`,
  `-X k8s.io/component-base/version.gitMinor=${kubernetesMinor}`,
  `-X k8s.io/client-go/pkg/version.gitVersion=v${kubernetesVersion}`,
].join(' ');

/** Everything that can be built. */
export const buildRecipes: readonly BuildRecipe[] = [
  {
    folder: 'kubernetes',
    sources: ['go.mod', 'go.sum', 'main.go'],
    output: 'kubernetes-programs',
    programs: ['etcd', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kubectl', 'kubeadm', 'kubelet'],
    package: '.',
    ldflags: `-s -w ${kubernetesVersionFlags}`,
    goVersion: '1.24.0',
    usualMinutes: 5,
  },
  {
    folder: 'temporal',
    sources: ['go.mod', 'go.sum'],
    output: 'temporal',
    programs: ['temporal'],
    package: 'github.com/temporalio/cli/cmd/temporal',
    ldflags: `-s -w -X github.com/temporalio/cli/internal/temporalcli.Version=${temporalVersion}`,
    goVersion: '1.26.4',
    usualMinutes: 4,
  },
];

/** Absolute path of a recipe's Go module. */
export function recipeFolder(folder: BuildRecipe['folder']): string {
  return join(import.meta.dirname, folder);
}
