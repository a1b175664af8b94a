import type { NodeClaim, NodeClass, NodePool } from '../api/generated.ts';
import { classBlock } from '../domain/class-block.ts';
import type { ProviderName } from '../domain/offering.ts';
import type { KubeClient } from '../kube/client-api.ts';
import { nodeClasses, nodePools } from '../kube/cloudburst-resources.ts';
import { classForProvider } from './class-choice.ts';
import type { ClassForProvider } from './class-choice.ts';

/** What a claim depends on, read anew. */
export interface ClaimSurroundings {
  /** Undefined when it is gone. */
  readonly pool: NodePool | undefined;
  /** Every class of the namespace. */
  readonly classes: readonly NodeClass[];
}

/** Reads the claim's pool and the classes of its namespace. */
export async function surroundingsOf(kube: KubeClient, claim: NodeClaim): Promise<ClaimSurroundings> {
  const namespace = claim.metadata.namespace ?? 'default';
  const [pool, classes] = await Promise.all([
    kube.find(nodePools, { namespace, name: claim.spec.nodePoolRef.name }),
    kube.list(nodeClasses, { namespace }),
  ]);
  return { pool, classes: classes.items };
}

/**
 * The class by which the claim reaches a provider where it has rented or tried to: the one that it used last, whatever its pool names
 * by now. Its pool may be gone.
 */
export async function classOfClaim(
  kube: KubeClient,
  claim: NodeClaim,
  provider: ProviderName,
): Promise<ClassForProvider | undefined> {
  const { pool, classes } = await surroundingsOf(kube, claim);
  const used = claim.status?.attempts?.findLast((attempt) => attempt.provider === provider)?.nodeClass;
  const nodeClass = classes.find(({ metadata }) => metadata.name === used);
  const found = nodeClass && classBlock(nodeClass, provider);
  if (nodeClass !== undefined && found !== undefined) return { nodeClass, ...found };
  return classForProvider(pool ?? poolAsRemembered(claim), classes, provider);
}

/** A pool that is gone is stood in for by what the claim remembers of it. */
function poolAsRemembered(claim: NodeClaim): NodePool {
  const { nodeClassRef } = claim.spec;
  return {
    apiVersion: 'cloudburst.io/v1alpha1',
    kind: 'NodePool',
    metadata: { ...claim.metadata, name: claim.spec.nodePoolRef.name },
    spec: {
      requirements: { allowedProviders: [] },
      limits: { maxNodes: 0 },
      ...(nodeClassRef === undefined ? {} : { nodeClassRef }),
    },
  };
}
