import { readFileSync } from 'node:fs';

/** One process of this host, named so that a later process with the same number is not mistaken for it. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks between the host's boot and the start of the process: field 22 of /proc/PID/stat, see proc_pid_stat(5). */
  readonly startTicks: string;
}

/** The identity of the process that has this number now, or undefined when there is none or only its unread exit status. */
export function identifyProcess(pid: number): ProcessIdentity | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return undefined;
  }
  // The second field is the program's name in parentheses, and may hold blanks and parentheses itself.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, threads, startTicks] = [fields[0], fields[17], fields[19]];
  if (startTicks === undefined || state === 'X') return undefined;
  // The first thread of a killed process may be dead while others still hold its ports.
  if (state === 'Z' && Number(threads) <= 1) return undefined;
  return { pid, startTicks };
}

/** Whether this very process still runs: same number and same start. */
export function isRunning(identity: ProcessIdentity): boolean {
  return identifyProcess(identity.pid)?.startTicks === identity.startTicks;
}
