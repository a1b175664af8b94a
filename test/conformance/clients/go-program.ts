import { join } from 'node:path';
import type { Report } from '../../../hack/local/steps.ts';
import { ensureClient } from './client-cache.ts';
import { runTool } from './run-tool.ts';

/** A Go program with a module of its own, whose go.sum pins everything it uses. */
export interface GoProgram {
  readonly name: string;
  /** Absolute path of the module, with go.mod, go.sum and main.go. */
  readonly module: string;
  /** Source files beside main.go; default none. */
  readonly sources?: readonly string[];
}

const mend = 'install Go 1.26 or newer, and make sure that it can reach its module proxy';

/** The program's file, built at the first call with the `go` of the PATH, as the programs of the local stack are. */
export async function ensureGoProgram(program: GoProgram, report: Report): Promise<string> {
  const { name, module } = program;
  const version = await runTool({ command: 'go', args: ['version'], timeoutMs: 30_000, mend });
  const files = ['go.mod', 'go.sum', 'main.go', ...(program.sources ?? [])];
  const folder = await ensureClient(
    {
      name,
      sources: files.map((file) => join(module, file)),
      platform: version.trim(),
      prepare: async (target) => {
        const env = { CGO_ENABLED: '0', GOFLAGS: '-mod=readonly -buildvcs=false -trimpath', GOWORK: 'off' };
        const args = ['build', '-o', join(target, 'client'), '.'];
        await runTool({ command: 'go', args, cwd: module, env, timeoutMs: 900_000, mend });
      },
    },
    report,
  );
  return join(folder, 'client');
}
