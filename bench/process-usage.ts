import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** Clock ticks a second in /proc/PID/stat; 100 on every Linux that Node runs on, see proc_pid_stat(5) and `getconf CLK_TCK`. */
const ticksPerSecond = 100;

/** Resident memory of a process in MB (10^6 bytes). */
export function residentMb(pid: number): number {
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  if (kib === undefined) throw new Error(`/proc/${pid}/status has no VmRSS; is the process a kernel thread?`);
  return (Number(kib) * 1024) / 1e6;
}

/** Share of one core, in percent, that a process uses while the given time passes. */
export async function cpuPercent(pid: number, overMs: number): Promise<number> {
  const startedMs = performance.now();
  const before = cpuSeconds(pid);
  await pause(overMs);
  return ((cpuSeconds(pid) - before) / ((performance.now() - startedMs) / 1000)) * 100;
}

/** User and system time of all threads of a process so far, in seconds: fields 14 and 15. */
export function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The second field is the program's name in parentheses, and may hold blanks and parentheses itself.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}
