import type { KubeObject, Resource } from '../../../src/kube/resource.ts';

/** apps/v1 Deployments; the product itself never reads them. */
export const deployments: Resource<KubeObject> = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  plural: 'deployments',
  namespaced: true,
};
