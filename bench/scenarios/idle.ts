import { figure } from '../figure.ts';
import { cpuPercent, residentMb } from '../process-usage.ts';
import type { Order, Scenario } from '../scenario.ts';
import { exampleShop } from '../shop.ts';
import { openShop, setStage } from '../stage.ts';

const settleMs = 15_000;
const windowMs = 60_000;

/** `cloudburst run` with a pool and nothing to do. */
export const idle: Scenario = {
  name: 'idle',
  title: '`cloudburst run` with the pool of the example and nothing to do, over 60 s, 15 s after its start',
  runs: 1,
  async measure({ stack, runs, report }: Order) {
    await using stage = await setStage(stack);
    await openShop(stage, exampleShop(stack.apiServer));
    const cpu: number[] = [];
    const memory: number[] = [];
    await cpuPercent(stage.pid, settleMs);
    for (let index = 0; index < runs; index += 1) {
      cpu.push(await cpuPercent(stage.pid, windowMs));
      memory.push(residentMb(stage.pid));
      report(`${cpu.at(-1)?.toFixed(2)} % of a core, ${memory.at(-1)?.toFixed(0)} MB`);
    }
    return [
      figure('memory of `run`', 'MB', { samples: memory, target: { max: 350 } }),
      figure('processor', '% of a core', { samples: cpu, target: { max: 2 } }),
    ];
  },
};
