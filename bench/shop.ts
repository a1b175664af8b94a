import type { NodeClassSpec, NodePoolSpec } from '../src/api/generated.ts';
import { demoProject } from '../test/e2e/world/manifests.ts';

/** What a scenario may buy, and where. */
export interface Shop {
  readonly pool: NodePoolSpec;
  readonly nodeClass: NodeClassSpec;
}

/** Pool and class of the disaster-recovery example, with room for many nodes. */
export function exampleShop(apiServer: string): Shop {
  return {
    pool: {
      requirements: {
        regionConstraint: 'ANY',
        arch: ['x86_64'],
        maxPriceEurPerHour: 0.5,
        allowedProviders: ['hetzner', 'scaleway'],
      },
      limits: { maxNodes: 100, minNodes: 0 },
      template: { labels: { 'cloudburst.io/nodepool': 'dr-nodepool' } },
      weight: 1,
    },
    nodeClass: {
      hetzner: { location: 'fsn1', apiTokenSecretRef: { name: 'hetzner-api-token', key: 'HETZNER_API_TOKEN' } },
      scaleway: {
        zone: 'fr-par-1',
        projectID: demoProject,
        image: 'ubuntu_jammy',
        apiKeySecretRef: { name: 'scaleway-api-keys', key: 'SCW_SECRET_KEY' },
      },
      join: { hostApiServer: apiServer, kindClusterName: 'cloudburst', tokenTtlMinutes: 60 },
      tailscale: { authKeySecretRef: { name: 'tailscale-auth', key: 'authkey' } },
      bootstrap: { kubernetesVersion: '1.34.3' },
    },
  };
}

/** Server types of which the simulated Hetzner has exactly one offering each in fsn1, all cheaper than {@link dearType}. */
const eightTypes = ['cx23', 'cx33', 'cx43', 'cx53', 'cpx22', 'ccx13', 'cax11', 'cax21'];
const dearType = 'PRO2-XS';

/** Eight offerings at Hetzner, and one at Scaleway that is dearer than all of them. */
export function shopOfEightAndOne(apiServer: string): Shop {
  const { pool, nodeClass } = exampleShop(apiServer);
  const { hetzner, scaleway } = nodeClass;
  return {
    pool: { ...pool, requirements: { ...pool.requirements, arch: ['x86_64', 'arm64'] } },
    nodeClass: {
      ...nodeClass,
      ...(hetzner && { hetzner: { ...hetzner, serverTypes: eightTypes } }),
      ...(scaleway && { scaleway: { ...scaleway, serverTypes: [dearType] } }),
    },
  };
}

/** The example with one small type at each cloud, so that every pod has a machine for itself. */
export function shopOfSmallMachines(apiServer: string): Shop {
  const { pool, nodeClass } = exampleShop(apiServer);
  const { hetzner, scaleway } = nodeClass;
  return {
    pool,
    nodeClass: {
      ...nodeClass,
      ...(hetzner && { hetzner: { ...hetzner, serverTypes: ['cx23'] } }),
      ...(scaleway && { scaleway: { ...scaleway, serverTypes: ['DEV1-M'] } }),
    },
  };
}
