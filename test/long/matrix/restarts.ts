import { ownControlPlane, ownTemporal } from '../../e2e/crashes/local-services.ts';
import type { World } from '../../e2e/world/world.ts';

/** What breaks while a claim ends. */
export interface Restart {
  readonly name: string;
  /** Variables of the controller that is to break. */
  readonly env: Readonly<Record<string, string>>;
  /** Lets it break, after the trigger was pulled, and mends it. */
  strike(world: World): Promise<void>;
}

export const nothing: Restart = { name: 'nothing', env: {}, strike: async () => undefined };

/** kill -9 inside the activity. */
export function killedIn(activity: string): Restart {
  return {
    name: `kill -9 in ${activity}`,
    env: { CLOUDBURST_CRASH_AT: activity },
    async strike(world) {
      const isDead = async (): Promise<boolean> => !(await world.controller.ready().catch(() => false));
      await world.until(`the controller to be killed in ${activity}`, isDead, 90_000);
      await world.controller.stop();
      await world.controller.start();
    },
  };
}

const programs = ['kube-scheduler', 'kube-controller-manager', 'kube-apiserver'] as const;

export const services: readonly Restart[] = [
  {
    name: 'Temporal restarted',
    env: {},
    async strike() {
      const temporal = await ownTemporal();
      await temporal.stop();
      await temporal.start();
    },
  },
  {
    name: 'control plane restarted',
    env: {},
    async strike() {
      const plane = await ownControlPlane();
      // All of it: after some restarts of the API server alone Kubernetes' own controllers wait for half a minute before they look again.
      for (const program of programs) await plane.stopProgram(program);
      for (const program of programs.toReversed()) await plane.startProgram(program);
    },
  },
];
