import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const validator = fileURLToPath(new URL('../compose-validator', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));

/** A service as Compose sees it after anchors, overrides and variables are resolved; only what the checks read. */
export interface ComposeService {
  readonly image: string;
  readonly command?: readonly string[] | null;
  readonly entrypoint?: readonly string[] | null;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly networks: Readonly<Record<string, unknown>>;
  readonly ports?: readonly { readonly host_ip?: string; readonly target: number }[];
  readonly user?: string;
  readonly volumes?: readonly { readonly source: string; readonly target: string; readonly read_only?: boolean }[];
}

/** What Compose would start. */
export interface ComposeProject {
  readonly services: Readonly<Record<string, ComposeService>>;
}

/**
 * Loads Compose files of this repository, each over the one before, with the library that docker compose is built on.
 * Needs Go and no Docker. Rejects with Compose's own sentence when a file is wrong.
 */
export async function loadCompose(
  files: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<ComposeProject> {
  const { HOME: home = root, PATH: path = '' } = process.env;
  const paths = files.map((file) => (file.startsWith('/') ? file : `${root}/${file}`));
  const run = promisify(execFile)('go', ['run', '.', ...paths], {
    cwd: validator,
    env: {
      ...goSettings(),
      HOME: home,
      PATH: path,
      GOFLAGS: '-mod=readonly -buildvcs=false',
      CGO_ENABLED: '0',
      ...variables,
    },
    maxBuffer: 8 << 20,
  });
  const { stdout } = await run.catch((error: unknown) => {
    throw new Error(sentenceOf(error), { cause: error });
  });
  return JSON.parse(stdout);
}

/** How this machine gets Go modules; everything else of the environment could change what the files say. */
function goSettings(): Record<string, string> {
  const entries = Object.entries(process.env).filter(([name]) => /^(GO|https?_proxy$|HTTPS?_PROXY$)/.test(name));
  return Object.fromEntries(entries.map(([name, value]) => [name, value ?? '']));
}

function sentenceOf(error: unknown): string {
  if (!(error instanceof Error))
    return 'the Compose files could not be checked; run go run . in hack/compose-validator';
  if ('code' in error && error.code === 'ENOENT') return 'go is not on the PATH; install Go to check the Compose files';
  return 'stderr' in error && typeof error.stderr === 'string' ? error.stderr.trim() : error.message;
}
