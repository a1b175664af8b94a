import type { NodeClaim } from '../api/generated.ts';
import { nodeClaims } from '../kube/cloudburst-resources.ts';
import { pods } from '../kube/core-resources.ts';
import { referenceTo } from '../kube/event-recorder.ts';
import { explainReasons } from '../planning/explain.ts';
import type { PlannedClaim, ScaleUpPlan } from '../planning/plan.ts';
import type { ClusterState } from './cluster-state.ts';
import type { WatcherDependencies } from './dependencies.ts';

interface Telling {
  readonly deps: WatcherDependencies;
  readonly state: ClusterState;
}

/** Says on the claim why it was made, and on its pods that it is on its way. */
export function announceClaim({ deps, state }: Telling, claim: NodeClaim, planned: PlannedClaim | undefined): void {
  if (planned === undefined) return;
  deps.log.info({ nodeClaim: claim.metadata.name, reason: planned.why }, 'Creating a NodeClaim');
  deps.events.record({
    regarding: referenceTo(nodeClaims, claim),
    reason: 'Planned',
    action: 'Planning',
    note: planned.why,
  });
  for (const { namespace, name } of planned.pods) {
    const pod = state.pods.get({ namespace, name });
    if (pod === undefined) continue;
    const note = `NodeClaim ${claim.metadata.name} is being provisioned for the pod`;
    deps.events.record({ regarding: referenceTo(pods, pod), reason: 'Nominated', action: 'Planning', note });
  }
}

/** Says on each pod that no pool can serve why that is, once; `told` remembers what each was told last, by UID. */
export function tellUnserved({ deps, state }: Telling, told: Map<string, string>, plan: ScaleUpPlan): void {
  for (const { pod: key, reasons } of plan.unserved) {
    const pod = state.pods.get({ namespace: key.namespace, name: key.name });
    const note = explainReasons(reasons);
    if (pod === undefined || told.get(key.uid) === note) continue;
    told.set(key.uid, note);
    deps.events.record({
      regarding: referenceTo(pods, pod),
      type: 'Warning',
      reason: 'NotServed',
      action: 'Planning',
      note,
    });
  }
  const waiting = new Set(plan.unserved.map(({ pod }) => pod.uid));
  for (const uid of told.keys()) if (!waiting.has(uid)) told.delete(uid);
}
