import type { NodeClass } from '../api/generated.ts';
import { messageOf } from '../kube/errors.ts';
import { checkClass } from './class-health.ts';
import type { WatcherDependencies } from './dependencies.ts';

/** Checks a class; a failure is logged only, because the next round checks again. */
export async function checkClassSafely(deps: WatcherDependencies, nodeClass: NodeClass): Promise<void> {
  try {
    await checkClass(deps, nodeClass);
  } catch (error) {
    deps.log.warn(
      { nodeClass: nodeClass.metadata.name, reason: messageOf(error) },
      'Checking a NodeClass failed, will be tried again',
    );
  }
}

/** Whether the class says of itself that something is wrong. */
export function hasFalseCondition(nodeClass: NodeClass): boolean {
  return nodeClass.status?.conditions?.some((condition) => condition.status === 'False') ?? false;
}
