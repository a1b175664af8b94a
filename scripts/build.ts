import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';
import type { Metafile } from 'esbuild';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const target = join(root, 'dist');
// Built beside and moved into place as a whole, so that a failed build leaves the last good one.
const outdir = `${target}-${process.pid}`;
await mkdir(outdir);

try {
  await Promise.all([buildProgram(), buildWorkflows()]);
  await rm(target, { recursive: true, force: true });
  await rename(outdir, target);
} finally {
  await rm(outdir, { recursive: true, force: true });
}

/**
 * Bundles the program. It is split so that a command loads only what it needs, and the chunks lie flat beside cli.js so that
 * `new URL('./workflow-bundle.js', import.meta.url)` is right in each of them.
 */
async function buildProgram(): Promise<void> {
  const { metafile } = await build({
    metafile: true,
    absWorkingDir: root,
    entryPoints: { cli: 'src/cli.ts' },
    outdir,
    bundle: true,
    splitting: true,
    chunkNames: '[name]-[hash]',
    format: 'esm',
    platform: 'node',
    target: 'node24',
    // Its native part cannot be bundled, and two copies of its contexts would not know of each other.
    external: ['@temporalio/*'],
    // Packages in CommonJS call require for Node's own modules, which an ES module has not.
    banner: {
      js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
    },
    sourcemap: true,
    legalComments: 'linked',
    logLevel: 'warning',
  });
  for (const source of ['src/cli.ts', 'src/cli/simulate.ts', 'src/cli/api-mock.ts', 'src/cli/broker.ts']) {
    refuseTemporalIn(metafile, source);
  }
}

/** Throws when running this module would load Temporal's SDK, which takes a second and 100 MB of memory. */
function refuseTemporalIn({ outputs }: Metafile, source: string): void {
  const start = Object.keys(outputs).find((path) => outputs[path]?.entryPoint === source);
  if (start === undefined) throw new Error(`The build has no chunk for ${source}; mend the list in scripts/build.ts`);
  const reached = new Set([start]);
  for (const path of reached) {
    for (const found of outputs[path]?.imports ?? []) {
      if (found.external === true && found.path.startsWith('@temporalio/')) {
        throw new Error(`${source} loads ${found.path}; import it behind a command of its own`);
      }
      if (found.kind !== 'dynamic-import') reached.add(found.path);
    }
  }
}

/** Bundles the workflows. A worker loads the file in milliseconds; it must come from the same version of Temporal's SDK. */
async function buildWorkflows(): Promise<void> {
  const silent = (): void => undefined;
  const complain = (message: string): void => console.error(message);
  const { code } = await bundleWorkflowCode({
    workflowsPath: join(root, 'src/workflows/index.ts'),
    logger: { log: silent, trace: silent, debug: silent, info: silent, warn: complain, error: complain },
  });
  await writeFile(join(outdir, 'workflow-bundle.js'), code);
}
