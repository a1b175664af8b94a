import { addResources, maxResources, parseResources, type ResourceList } from '../domain/resources.ts';
import type { Container, PodSpec, ResourceRequirements } from '../kube/types.ts';

/**
 * What the scheduler sets aside for a pod, its own place (`pods: 1`) included: the greater of what runs together (containers
 * and sidecars) and of each step of the initialization, replaced by pod-level requests where there are any, plus overhead.
 * Source: k8s.io/component-helpers/resource PodRequests, v1.34. Throws QuantityError.
 */
export function podRequests(spec: PodSpec): ResourceList {
  const running = spec.containers.reduce(
    (sum, container) => addResources(sum, requestsOf(container.resources)),
    noResources,
  );
  const perContainer = withInitContainers(running, spec.initContainers ?? []);
  const perPod = { ...perContainer, ...podLevelRequests(spec) };
  return addResources(addResources(perPod, parseResources(spec.overhead)), { pods: 1 });
}

const noResources: ResourceList = {};

function withInitContainers(running: ResourceList, initContainers: readonly Container[]): ResourceList {
  let sidecars = noResources;
  let peak = noResources;
  for (const container of initContainers) {
    const requests = requestsOf(container.resources);
    peak = maxResources(peak, addResources(sidecars, requests));
    if (container.restartPolicy === 'Always') sidecars = addResources(sidecars, requests);
  }
  return maxResources(addResources(running, sidecars), peak);
}

/** Pod-level requests are honoured for CPU, memory and huge pages only. */
function podLevelRequests(spec: PodSpec): ResourceList {
  const entries = Object.entries(requestsOf(spec.resources));
  return Object.fromEntries(
    entries.filter(([name]) => name === 'cpu' || name === 'memory' || name.startsWith('hugepages-')),
  );
}

/** Requests with limits in their place where only these are given, as the API server defaults pods but not the templates of DaemonSets. */
function requestsOf(resources: ResourceRequirements | undefined): ResourceList {
  return parseResources({ ...resources?.limits, ...resources?.requests });
}
