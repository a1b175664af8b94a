import type { NodeClaim, NodeClass, NodePool } from '../api/generated.ts';
import type { Resource } from './resource.ts';

/** cloudburst.io/v1alpha1 node pools. */
export const nodePools: Resource<NodePool> = resource('NodePool', 'nodepools');
/** cloudburst.io/v1alpha1 node classes. */
export const nodeClasses: Resource<NodeClass> = resource('NodeClass', 'nodeclasses');
/** cloudburst.io/v1alpha1 node claims. */
export const nodeClaims: Resource<NodeClaim> = resource('NodeClaim', 'nodeclaims');

function resource(
  kind: string,
  plural: string,
): { apiVersion: string; kind: string; plural: string; namespaced: boolean } {
  return { apiVersion: 'cloudburst.io/v1alpha1', kind, plural, namespaced: true };
}
