import { beforeAll, describe, expect, it } from 'vitest';
import type { ApiServer, Json } from '../api-server.ts';
import { openApiServer } from '../api-server.ts';
import { patched, tryToCreate } from '../manifests.ts';
import { aNodeClaim, exampleOf } from './bases.ts';
import { installCrds } from './install-crds.ts';
import { stack } from '../stack.ts';

let api: ApiServer;

beforeAll(async () => {
  api = await openApiServer(stack().kubeconfig);
  await installCrds(api);
});

async function accepted(kind: 'NodePool' | 'NodeClass', patch: Json): Promise<Json> {
  const { code, message, body } = await tryToCreate(api, patched(await exampleOf(kind), patch));
  expect(message).toBe('');
  expect(code).toBe(201);
  return body;
}

describe('defaults', () => {
  it('fill in what a short NodePool leaves out, and nothing that an installation may set', async () => {
    const spec = { requirements: { allowedProviders: ['hetzner'] }, limits: { maxNodes: 1 }, disruption: {} };
    const { body } = await tryToCreate(api, {
      apiVersion: 'cloudburst.io/v1alpha1',
      kind: 'NodePool',
      metadata: { name: 'short', namespace: 'default' },
      spec,
    });
    expect(body['spec']).toEqual({
      requirements: { allowedProviders: ['hetzner'], arch: ['x86_64'], regionConstraint: 'ANY' },
      limits: { maxNodes: 1, minNodes: 0 },
      disruption: {},
      weight: 1,
    });
  });

  it('give join tokens an hour', async () => {
    const body = await accepted('NodeClass', { spec: { join: { tokenTtlMinutes: null } } });
    expect(body).toMatchObject({ spec: { join: { tokenTtlMinutes: 60 } } });
  });

  it('are not all zero: a claim gets none', async () => {
    const claim = aNodeClaim('dr-nodepool-0f3a9');
    const { body } = await tryToCreate(api, claim);
    expect(body['spec']).toEqual(claim['spec']);
  });
});

describe('a NodePool', () => {
  it('may name more clouds than this version rents from', async () => {
    await accepted('NodePool', { spec: { requirements: { allowedProviders: ['gcp', 'hetzner', 'ovh'] } } });
  });

  it('may carry a provider label, which the real provider wins over', async () => {
    await accepted('NodePool', { spec: { template: { labels: { 'cloudburst.io/provider': 'gcp' } } } });
  });

  it('may have no node at all, to pause it', async () => {
    await accepted('NodePool', { spec: { limits: { maxNodes: 0 } } });
  });

  it('takes every field there is', async () => {
    await accepted('NodePool', {
      spec: {
        requirements: { regionConstraint: 'EU', arch: ['amd64', 'arm64'] },
        limits: { cpu: 16, memory: '64Gi', maxHourlyPriceEur: 2.5 },
        template: {
          annotations: { 'example.com/owner': 'a team' },
          taints: [{ key: 'burst', value: 'true', effect: 'NoSchedule' }],
          startupTaints: [{ key: 'node.cilium.io/agent-not-ready', effect: 'NoExecute' }],
        },
        disruption: {
          nodeUnreachableGracePeriodSeconds: 90,
          whenInstanceGone: 'AfterGracePeriod',
          fencing: 'InstanceConfirmedGone',
          terminationGracePeriodSeconds: 30,
        },
        provisioning: { launchTimeoutSeconds: 60, joinTimeoutSeconds: 1200, initializationTimeoutSeconds: 600 },
        nodeClassRef: { name: 'dr-nodeclass' },
        weight: 100,
      },
    });
  });
});

describe('a NodeClass', () => {
  it('may hold blocks of clouds that this version does not rent from', async () => {
    await accepted('NodeClass', {
      spec: {
        gcp: { project: 'my-project', zone: 'us-central1-a' },
        aws: { region: 'eu-west-1', ami: 'ami-0123', subnetID: 'subnet-0123' },
        ovh: { anything: 'goes' },
      },
    });
  });

  it('may do without Tailscale and with one cloud only', async () => {
    await accepted('NodeClass', { spec: { tailscale: null, scaleway: null } });
  });

  it.each(['https://api.example.com', 'https://api.example.com:6443', 'https://[fd7a:115c:a1e0::1]:6443'])(
    'may reach the API server at %s',
    async (hostApiServer) => {
      await accepted('NodeClass', { spec: { join: { hostApiServer } } });
    },
  );

  it('takes every field there is', async () => {
    await accepted('NodeClass', {
      spec: {
        hetzner: {
          image: 'ubuntu-24.04',
          sshKey: 'ops',
          networkID: 42,
          firewallIDs: [7],
          placementGroupID: 9,
          publicIPv4: false,
          serverTypes: ['cx32', 'cpx31'],
        },
        scaleway: { accessKey: 'SCWXXXXXXXXXXXXXXXXX', serverTypes: ['DEV1-M', 'PRO2-XS'] },
      },
    });
  });
});
