import type { Container, Pod } from '../../../kube/types.ts';

/** A container as a kubelet reads it: with its command line. */
interface RunnableContainer extends Container {
  readonly command?: readonly string[];
  readonly args?: readonly string[];
}

/** How the containers of a pod end. */
export interface PodEnd {
  readonly afterMs: number;
  readonly exitCode: number;
  /** The kubelet's word for it; default Completed for exit code 0, else Error. */
  readonly reason?: string;
}

/** Annotation: the pod's containers end successfully after that many seconds, whatever their command. */
export const completionAnnotation = 'simulation.cloudburst.io/completes-after-seconds';

/** Annotation: how long the pod's containers take to end once they are asked to: `500ms`, `3s`, `2m`. Default, and for anything else: nothing. */
export const stopAfterAnnotation = 'hollow.cloudburst.io/stop-after';

/**
 * What a kubelet says of containers that it finds no more, as after a power cut (`TerminatePod` of kubernetes/kubernetes,
 * pkg/kubelet/status/status_manager.go).
 */
export const vanished: PodEnd = { afterMs: 0, exitCode: 137, reason: 'ContainerStatusUnknown' };

/**
 * When and how the pod ends by itself, told from its annotation or from commands such as `true`, `exit 1` and `sleep 5`;
 * undefined for one that runs on, as everything does that is restarted always.
 */
export function podEnd(pod: Pick<Pod, 'metadata' | 'spec'>): PodEnd | undefined {
  if (pod.spec.restartPolicy !== 'Never' && pod.spec.restartPolicy !== 'OnFailure') return undefined;
  const annotated = Number(pod.metadata.annotations?.[completionAnnotation] ?? Number.NaN);
  if (annotated >= 0) return { afterMs: annotated * 1000, exitCode: 0 };
  const ends = pod.spec.containers.map((container) => containerEnd(container));
  return ends.reduce(laterEnd);
}

/**
 * When and how the pod ends that is deleted or evicted: by itself within the grace period, else killed at its end. `askedMs`
 * says for how long it has been asked already, as when a later deletion shortens the grace period, which then begins anew.
 */
export function podStop(pod: Pick<Pod, 'metadata' | 'spec'>, askedMs = 0): PodEnd {
  const graceMs = graceSeconds(pod) * 1000;
  const ownMs = Math.max(0, stopAfterMs(pod) - askedMs);
  return ownMs <= graceMs ? { afterMs: ownMs, exitCode: 0 } : { afterMs: graceMs, exitCode: 137 };
}

/** The grace period of a deletion in seconds: its own, else the pod's, else 30. */
export function graceSeconds({ metadata, spec }: Pick<Pod, 'metadata' | 'spec'>): number {
  return metadata.deletionGracePeriodSeconds ?? spec.terminationGracePeriodSeconds ?? 30;
}

function stopAfterMs({ metadata }: Pick<Pod, 'metadata'>): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(metadata.annotations?.[stopAfterAnnotation] ?? '');
  const factor = match?.[2] === 'ms' ? 1 : match?.[2] === 's' ? 1000 : 60_000;
  return Number(match?.[1] ?? 0) * factor;
}

function containerEnd(container: RunnableContainer): PodEnd | undefined {
  const words = [...(container.command ?? []), ...(container.args ?? [])];
  // `sh -c 'exit 3'` says in its last word what `exit 3` says in two.
  const text = /(^|\/)(ba|a|da)?sh$/.test(words[0] ?? '') ? (words.at(-1) ?? '') : words.join(' ');
  const match = /^(?:\S*\/)?(?:(true|false)|exit (\d+)|sleep (\d+(?:\.\d+)?))$/.exec(text.trim());
  if (match === null) return undefined;
  const [, verdict, code, seconds] = match;
  if (seconds !== undefined) return { afterMs: Number(seconds) * 1000, exitCode: 0 };
  return { afterMs: 0, exitCode: code === undefined ? Number(verdict === 'false') : Number(code) };
}

function laterEnd(left: PodEnd | undefined, right: PodEnd | undefined): PodEnd | undefined {
  if (left === undefined || right === undefined) return undefined;
  return { afterMs: Math.max(left.afterMs, right.afterMs), exitCode: Math.max(left.exitCode, right.exitCode) };
}
