import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildRecipes, recipeFolder } from './build-recipes.ts';
import { buildFailure } from './go-build.ts';
import { etcdVersion, kubernetesVersion, temporalVersion } from './versions.ts';

const temporal = buildRecipes.find((recipe) => recipe.folder === 'temporal');

describe('buildFailure', () => {
  it('names the Go version that is needed and the one installed', () => {
    const line = 'go: go.mod requires go >= 1.26.4 (running go 1.24.1; GOTOOLCHAIN=local)';
    expect(temporal && buildFailure(temporal, 1, [line])).toBe(
      'Go 1.26.4 or newer is needed and Go 1.24.1 is installed',
    );
  });

  it('gives the last line of any other failure', () => {
    const lines = ['go: downloading a v1', 'a: no such host'];
    expect(temporal && buildFailure(temporal, 1, lines)).toBe('go build failed: a: no such host');
  });
});

describe('build recipes', () => {
  it.each(buildRecipes)('require the pinned versions and state the Go version of their module: $folder', (recipe) => {
    const goMod = readFileSync(join(recipeFolder(recipe.folder), 'go.mod'), 'utf8');
    expect(goMod).toContain(`\ngo ${recipe.goVersion}\n`);
    const pinned = {
      kubernetes: [`k8s.io/kubernetes v${kubernetesVersion}\n`, `go.etcd.io/etcd/server/v3 v${etcdVersion}\n`],
      temporal: [`github.com/temporalio/cli v${temporalVersion}`],
    };
    for (const requirement of pinned[recipe.folder]) expect(goMod).toContain(requirement);
  });
});
