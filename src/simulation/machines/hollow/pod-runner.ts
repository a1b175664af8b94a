import { trusted } from '../../../kube/trusted.ts';
import type { Pod } from '../../../kube/types.ts';
import type { Attempts } from './attempts.ts';
import type { MachineApi } from './machine-api.ts';
import { graceSeconds, podStop, vanished } from './pod-end.ts';
import type { PodEnd } from './pod-end.ts';
import { isOver, runPod, terminatePod } from './pod-task.ts';
import type { PodTask } from './pod-task.ts';
import type { Processor } from './processor.ts';

/** What running pods on a machine needs. */
export interface PodRunnerOptions {
  readonly api: MachineApi;
  readonly processor: Pick<Processor, 'awake'>;
  readonly nodeName: string;
  /** The machine's address; addresses of pods are derived from it. */
  readonly address: string;
  readonly attempts: Attempts;
}

/** Lists and watches the pods bound to the Node, and runs them hollowly, until the stream ends. Throws as the API does. */
export type WatchPods = () => Promise<void>;

/** What the machine knows of a pod; it survives a cut network, and no power cut. */
interface KnownPod {
  readonly stop: AbortController;
  /** Set once the containers ended by themselves. */
  ended?: PodEnd;
  /** Set once the containers were asked to end; `graceSeconds` is that of the latest request. */
  readonly asked?: { readonly sinceMs: number; readonly graceSeconds: number };
}

/** Makes the runner of one boot. Call what it returns again whenever it ends. */
export function createPodRunner(options: PodRunnerOptions): WatchPods {
  const pods = createPodKeeper(options);
  return async () => {
    const path = `/api/v1/pods?fieldSelector=spec.nodeName%3D${options.nodeName}`;
    const list = await options.api.get<PodList>(path);
    pods.forgetAllBut(new Set(list.items.map((pod) => pod.metadata.uid)));
    for (const pod of list.items) pods.observe(pod);
    const { resourceVersion } = list.metadata;
    const watch = `${path}&watch=true&allowWatchBookmarks=true&resourceVersion=${resourceVersion}&timeoutSeconds=300`;
    for await (const event of options.api.watch(watch)) {
      if (event.type === 'BOOKMARK') continue;
      const pod = trusted<Pod>(event.object);
      if (event.type === 'DELETED') pods.forget(pod.metadata.uid);
      else pods.observe(pod);
    }
  };
}

interface PodKeeper {
  /** Runs a pod that is new, and ends one that is to go. */
  observe(pod: Pod): void;
  /** Ends the containers of a pod that is gone. */
  forget(uid: string): void;
  forgetAllBut(uids: ReadonlySet<string>): void;
}

function createPodKeeper(options: PodRunnerOptions): PodKeeper {
  const known = new Map<string, KnownPod>();
  const addressOfNext = podAddresses(options.address);

  const replace = (pod: Pod, next: Omit<KnownPod, 'stop'>): PodTask & { readonly memory: KnownPod } => {
    known.get(pod.metadata.uid)?.stop.abort();
    const memory: KnownPod = { ...next, stop: new AbortController() };
    known.set(pod.metadata.uid, memory);
    const { api, processor, attempts, address } = options;
    const podIp = pod.status?.podIP ?? addressOfNext();
    const signal = AbortSignal.any([attempts.signal, memory.stop.signal]);
    return { api, processor, attempts, pod, hostIp: address, podIp, signal, memory };
  };
  const run = (pod: Pod): void => {
    const task = replace(pod, {});
    void runPod(task, (end) => {
      task.memory.ended = end;
    });
  };
  const terminate = (pod: Pod, before: KnownPod | undefined): void => {
    const sinceMs = before?.asked?.sinceMs ?? performance.now();
    const ended = before === undefined ? vanished : before.ended;
    const asked = { sinceMs, graceSeconds: graceSeconds(pod) };
    const task = replace(pod, { asked, ...(ended && { ended }) });
    void terminatePod(task, ended === undefined ? podStop(pod, performance.now() - sinceMs) : { ...ended, afterMs: 0 });
  };
  const observe = (pod: Pod): void => {
    const before = known.get(pod.metadata.uid);
    if (pod.metadata.deletionTimestamp === undefined) {
      if (before === undefined && !isOver(pod)) run(pod);
    } else if (before?.asked === undefined || graceSeconds(pod) < before.asked.graceSeconds) {
      terminate(pod, before);
    }
  };
  const forget = (uid: string): void => {
    known.get(uid)?.stop.abort();
    known.delete(uid);
  };

  const forgetAllBut = (uids: ReadonlySet<string>): void => {
    for (const uid of known.keys()) if (!uids.has(uid)) forget(uid);
  };
  return { observe, forget, forgetAllBut };
}

interface PodList {
  readonly metadata: { readonly resourceVersion: string };
  readonly items: readonly Pod[];
}

/** Addresses of a network of the machine's own, told from its address's last two bytes: 10.128.0.0/9, 254 addresses each. */
function podAddresses(address: string): () => string {
  const [, , third = 0, fourth = 0] = address.split('.').map(Number);
  let next = 0;
  return () => {
    next = (next % 254) + 1;
    return `10.${128 + (third % 128)}.${fourth}.${next}`;
  };
}
