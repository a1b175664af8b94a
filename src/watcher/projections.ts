import { annotations } from '../api/labels.ts';
import { slimMetadata } from '../kube/slim-metadata.ts';
import type { CertificateSigningRequest, DaemonSet, Node, Pod } from '../kube/types.ts';

/** What the planner reads of a pod; env, probes, images and mounts make up most of a pod and are left out. */
export function projectPod(pod: Pod): Pod {
  const { containers, initContainers, volumes: _volumes, ...spec } = pod.spec;
  const { phase, conditions, nominatedNodeName } = pod.status ?? {};
  const given = pod.metadata.annotations;
  const scheduled = conditions?.filter((condition) => condition.type === 'PodScheduled');
  return {
    metadata: { ...slimMetadata(pod), ...(given === undefined ? {} : { annotations: given }) },
    spec: {
      ...spec,
      containers: containers.map(slimContainer),
      ...(initContainers === undefined ? {} : { initContainers: initContainers.map(slimContainer) }),
    },
    status: {
      ...(phase === undefined ? {} : { phase }),
      ...(scheduled === undefined ? {} : { conditions: scheduled }),
      ...(nominatedNodeName === undefined ? {} : { nominatedNodeName }),
    },
  };
}

function slimContainer({
  name,
  resources,
  restartPolicy,
  ports,
}: Pod['spec']['containers'][number]): Pod['spec']['containers'][number] {
  return {
    name,
    ...(resources === undefined ? {} : { resources }),
    ...(restartPolicy === undefined ? {} : { restartPolicy }),
    ...(ports === undefined ? {} : { ports }),
  };
}

/** What planning and routing read of a node; images, volumes and the other annotations are left out. */
export function projectNode(node: Node): Node {
  const { capacity, allocatable, conditions } = node.status ?? {};
  const peace = node.metadata.annotations?.[annotations.doNotDisrupt];
  return {
    metadata: {
      ...slimMetadata(node),
      ...(peace === undefined ? {} : { annotations: { [annotations.doNotDisrupt]: peace } }),
    },
    spec: node.spec ?? {},
    status: {
      ...(capacity === undefined ? {} : { capacity }),
      ...(allocatable === undefined ? {} : { allocatable }),
      ...(conditions === undefined ? {} : { conditions }),
    },
  };
}

/** A DaemonSet without its revision history. */
export function projectDaemonSet(daemonSet: DaemonSet): DaemonSet {
  return { ...daemonSet, metadata: slimMetadata(daemonSet) };
}

/** A certificate request without managed fields. */
export function projectCsr(csr: CertificateSigningRequest): CertificateSigningRequest {
  return { ...csr, metadata: slimMetadata(csr) };
}

/** One of our own objects without managed fields, annotations kept. */
export function projectOwn<T extends { readonly metadata: Parameters<typeof slimMetadata>[0]['metadata'] }>(
  object: T,
): T {
  const given = object.metadata.annotations;
  return { ...object, metadata: { ...slimMetadata(object), ...(given === undefined ? {} : { annotations: given }) } };
}
