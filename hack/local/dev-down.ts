import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { controlPlanePrograms } from './control-plane.ts';
import { stopProcess } from './processes.ts';
import { isStateDirectory, openStateDirectory, removeStateDirectory, type StateDirectory } from './state-directory.ts';
import { type Report, step } from './steps.ts';
import { temporalProcess } from './temporal-server.ts';

// Users before servers, so that nobody spends its last seconds on reconnecting.
const stopOrder = ['run', 'api-mock', 'simulate', temporalProcess, ...[...controlPlanePrograms].reverse()];

/** Stops every process of a stack, also of one that never came up fully, then deletes its folder. */
export async function down(stateDir: string, report: Report): Promise<void> {
  if (!isStateDirectory(stateDir)) {
    report(`Nothing to stop: there is no local stack in ${stateDir}`);
    return;
  }
  const state = openStateDirectory(stateDir);
  for (const name of processesToStop(state)) await stopAndReport(name, state, report);
  removeStateDirectory(stateDir);
  report(`Removed ${state.root}`);
}

async function stopAndReport(name: string, state: StateDirectory, report: Report): Promise<void> {
  await step(report, `${name} stopped`, () => stopProcess(state.pidFile(name)));
}

// Processes that this version does not know come first: whatever they are, they use the servers.
function processesToStop(state: StateDirectory): readonly string[] {
  const recorded = pidFiles(state).map((file) => basename(file, '.pid'));
  const unknown = recorded.filter((name) => !stopOrder.includes(name));
  return [...unknown, ...stopOrder.filter((name) => recorded.includes(name))];
}

function pidFiles(state: StateDirectory): readonly string[] {
  try {
    return readdirSync(state.path('pids')).filter((file) => file.endsWith('.pid'));
  } catch {
    return [];
  }
}
