import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clearWorld } from '../e2e/refusals/clear-world.ts';
import { untilGone } from '../e2e/termination/ending.ts';
import { startWorld } from '../e2e/world/world.ts';
import type { World } from '../e2e/world/world.ts';
import { phases } from './matrix/phases.ts';
import type { Phase } from './matrix/phases.ts';
import { killedIn, nothing, services } from './matrix/restarts.ts';
import type { Restart } from './matrix/restarts.ts';
import { triggers } from './matrix/triggers.ts';
import type { Trigger } from './matrix/triggers.ts';

/** One cell: in this phase this ends the claim, and meanwhile this breaks. */
interface Cell {
  readonly trigger: Trigger;
  readonly phase: Phase;
  readonly restart: Restart;
}

const cells: readonly Cell[] = triggers.flatMap((trigger) =>
  phases
    .filter(({ name }) => trigger.phases.includes(name))
    .flatMap((phase) =>
      [nothing, ...activitiesIn(trigger, phase).map(killedIn), ...services].map((restart) => ({
        trigger,
        phase,
        restart,
      })),
    ),
);

/** A claim that is Deleting has the first steps behind it. */
function activitiesIn({ activities }: Trigger, { name }: Phase): readonly string[] {
  const isBehind = (activity: string): boolean => ['stopProvisioning', 'beginTermination'].includes(activity);
  return name === 'Deleting' ? activities.filter((activity) => !isBehind(activity)) : activities;
}

// Every end of a claim, in every phase, with everything that may break on the way. Its table is printed at the end.
describe('a claim that ends', () => {
  let world: World;
  const rows: Record<string, Record<string, string>> = {};
  beforeAll(async () => {
    world = await startWorld({ withoutController: true });
  });
  afterAll(async () => {
    console.table(rows);
    await world.controller.start();
    await world[Symbol.asyncDispose]();
  });

  it.each(cells.map((cell) => [cell.trigger.name, cell.phase.name, cell.restart.name, cell] as const))(
    'by "%s" while %s, with %s',
    async (trigger, phase, restart, cell) => {
      const row = (rows[`${trigger} · ${restart}`] ??= {});
      row[phase] = 'FAILED';
      await run(world, cell);
      row[phase] = 'ok';
    },
  );
});

async function run(world: World, { trigger, phase, restart }: Cell): Promise<void> {
  await world.controller.start(restart.env);
  await world.applyPool(trigger.pool);
  const claim = await phase.reach(world);
  await trigger.pull(world, claim);
  // What holds a claim in its phase is over by the time a killed process comes back; while Deleting the way leads on only then.
  if (phase.name === 'Deleting') await phase.letGo(world);
  await restart.strike(world);
  await phase.letGo(world);
  await untilGone(world, claim, 120_000);
  await world.applyPool();
  await clearWorld(world);
  await world.controller.stop();
  const { hetzner, scaleway } = await world.clouds.contents();
  expect([hetzner, scaleway].flatMap(({ servers, volumes, ips }) => [...servers, ...volumes, ...ips])).toEqual([]);
  expect(await world.clouds.eurPerHour()).toBe(0);
}
