import { runProgram } from './run-program.ts';

/** Ports of the development server, all on 127.0.0.1. */
export interface TemporalPorts {
  readonly frontend: number;
  readonly ui: number;
  /** The server's own HTTP API. */
  readonly http: number;
  readonly metrics: number;
}

/** Search attributes that Cloudburst's workflows set; all of the type Keyword. */
export const searchAttributes = [
  'CloudburstNodePool',
  'CloudburstNodeClaim',
  'CloudburstProvider',
  'CloudburstOutcome',
  'CloudburstDrill',
] as const;

// The first takes about 50 ms off each task hop. The second lets short timers fire on time; the default is up to 1 s late.
const dynamicConfiguration = [
  'history.transferProcessorMaxPollRPS=1000',
  'history.timerProcessorMaxTimeShift="10ms"',
] as const;

/** Arguments of `temporal` for a development server on these ports; without a database file it keeps nothing. */
export function temporalArguments(ports: TemporalPorts, databaseFile: string | undefined): readonly string[] {
  return [
    'server',
    'start-dev',
    '--ip=127.0.0.1',
    '--ui-ip=127.0.0.1',
    `--port=${ports.frontend}`,
    `--ui-port=${ports.ui}`,
    `--http-port=${ports.http}`,
    `--metrics-port=${ports.metrics}`,
    '--ui-disable-news-fetch',
    '--log-level=warn',
    ...dynamicConfiguration.flatMap((value) => ['--dynamic-config-value', value]),
    ...searchAttributes.flatMap((name) => ['--search-attribute', `${name}=Keyword`]),
    ...(databaseFile === undefined ? [] : databaseArguments(databaseFile)),
  ];
}

// SQLite's defaults write every step through to the disk twice.
function databaseArguments(file: string): readonly string[] {
  return ['--db-filename', file, '--sqlite-pragma', 'journal_mode=wal', '--sqlite-pragma', 'synchronous=normal'];
}

/** The server whose namespace `default` is prepared. */
export interface NamespaceTarget {
  /** The Temporal CLI. */
  readonly command: string;
  readonly address: string;
  /** Whether the database was just made: only then does the server honour --search-attribute. */
  readonly isNew: boolean;
}

/** Keeps closed histories for 30 days instead of the development server's one, and adds what an old database lacks. */
export async function prepareNamespace({ command, address, isNew }: NamespaceTarget): Promise<void> {
  const target = ['--namespace', 'default', '--address', address];
  await runProgram(command, ['operator', 'namespace', 'update', '--retention', '30d', ...target]);
  if (isNew) return;
  const known = await runProgram(command, ['operator', 'search-attribute', 'list', '-o', 'json', ...target]);
  const missing = searchAttributes.filter((name) => !known.includes(`"${name}"`));
  if (missing.length === 0) return;
  const names = missing.flatMap((name) => ['--name', name, '--type', 'Keyword']);
  await runProgram(command, ['operator', 'search-attribute', 'create', ...names, ...target]);
}
