import { readMeter } from './control-endpoints.ts';
import { heading, sayIndented, type Stage } from './stage.ts';
import { textTable } from './text-table.ts';

/** Shows claims, nodes and what both clouds would bill. */
export async function showResult(stage: Stage): Promise<void> {
  heading(stage, 'What there is now');
  await show(stage, 'get', 'nodeclaims');
  await show(stage, 'get', 'nodes', '-L', 'cloudburst.io/provider');
  const { charges, eurPerHour, accruedEur } = await readMeter(stage);
  stage.say('$ what the simulated clouds bill');
  const rows = charges.map(({ id, eurPerHour: price }) => [id, price.toFixed(5)]);
  sayIndented(stage, textTable([['CHARGE', 'EUR/H'], ...rows, ['total', eurPerHour.toFixed(5)]]));
  stage.say(`  so far ${accruedEur.toFixed(5)} EUR`);
}

async function show(stage: Stage, ...args: readonly string[]): Promise<void> {
  stage.say(`$ kubectl ${args.join(' ')}`);
  sayIndented(stage, await stage.kubectl(...args));
}
