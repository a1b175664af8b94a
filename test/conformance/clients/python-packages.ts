import type { Report } from '../../../hack/local/steps.ts';
import { ensureClient } from './client-cache.ts';
import { runTool } from './run-tool.ts';

/** Python packages of a vendor, pinned with their checksums. */
export interface PythonPackages {
  readonly name: string;
  /** Absolute path of a requirements file with `--hash` in every line. */
  readonly requirements: string;
}

const mend = 'install Python 3.10 or newer with pip, and make sure that pip can reach its package index';

/** A folder for PYTHONPATH with the packages, installed at the first call. Needs `python3` and pip. */
export async function ensurePythonPackages(packages: PythonPackages, report: Report): Promise<string> {
  const { name, requirements } = packages;
  const version = await runTool({ command: 'python3', args: ['--version'], timeoutMs: 30_000, mend });
  return ensureClient(
    {
      name,
      sources: [requirements],
      platform: `${version.trim()} ${process.platform} ${process.arch}`,
      prepare: async (folder) => {
        const args = ['-m', 'pip', 'install', '--quiet', '--no-input', '--no-deps', '--require-hashes'];
        const only = ['--only-binary=:all:', '--target', folder, '--requirement', requirements];
        await runTool({ command: 'python3', args: [...args, ...only], timeoutMs: 600_000, mend });
      },
    },
    report,
  );
}
