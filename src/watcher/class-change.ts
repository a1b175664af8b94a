import type { NodeClass } from '../api/generated.ts';

/** Whether a claim between two rounds should look again: the user changed the class, or something of it has become usable. */
export function concernsLaunches(nodeClass: NodeClass, previous: NodeClass | undefined): boolean {
  if (previous === undefined || nodeClass.metadata.generation !== previous.metadata.generation) return true;
  // Neither a new mark on an offering nor a new refusal is a reason: every round makes them, and would begin the next one at once.
  const before = usable(previous);
  return usable(nodeClass).some((type) => !before.includes(type));
}

function usable(nodeClass: NodeClass): readonly string[] {
  return (nodeClass.status?.conditions ?? [])
    .filter((condition) => condition.status === 'True')
    .map((condition) => condition.type);
}
