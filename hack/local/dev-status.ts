import { existsSync } from 'node:fs';
import { readPidFile } from './pid-file.ts';
import type { StackRecord } from './stack-record.ts';
import type { StateDirectory } from './state-directory.ts';

const PROBE_TIMEOUT_MS = 2000;

/** One line of the status table. */
export interface StatusRow {
  readonly service: string;
  /** Number of the process, or `-` when it does not run. */
  readonly pid: string;
  readonly ready: 'yes' | 'no';
  readonly address: string;
  readonly log: string;
}

/** What checks whether a running process serves at its address; resolves to true when it does. */
export type Probe = (name: string, address: string, signal: AbortSignal) => Promise<boolean>;

/** The state of each process of a stack. A process without an address is ready when it runs. */
export function statusRows(state: StateDirectory, record: StackRecord, probe: Probe): Promise<readonly StatusRow[]> {
  return Promise.all(
    record.processes.map(async ({ name, address }): Promise<StatusRow> => {
      const running = readPidFile(state.pidFile(name));
      const signal = AbortSignal.timeout(PROBE_TIMEOUT_MS);
      const ready =
        running !== undefined && (address === '-' || (await probe(name, address, signal).catch(() => false)));
      const log = state.logFile(name);
      const pid = running === undefined ? '-' : `${running.pid}`;
      return { service: name, pid, ready: ready ? 'yes' : 'no', address, log: existsSync(log) ? log : '-' };
    }),
  );
}

/** The rows as a table with headings, columns aligned by blanks. */
export function statusTable(rows: readonly StatusRow[]): string {
  const cells = [
    ['SERVICE', 'PID', 'READY', 'ADDRESS', 'LOG'],
    ...rows.map((row) => [row.service, row.pid, row.ready, row.address, row.log]),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...cells.map((line) => line[column]?.length ?? 0)));
  const align = (cell: string, column: number): string => cell.padEnd(widths[column] ?? 0);
  return cells.map((line) => line.map(align).join('  ').trimEnd()).join('\n');
}
