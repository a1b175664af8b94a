import { expect } from 'vitest';
import { ownerLabels, serverLabels } from '../../src/providers/hetzner/labels.ts';
import type { SimulatedClouds } from '../helpers/simulated-clouds.ts';
import { simulatedWorld } from './simulated-world.ts';
import { defineProviderContractTests } from './suite.ts';
import { hetznerCodes } from './vendor-codes.ts';

const clusterId = '5a5a5a5a-0000-4000-8000-000000000001';
const request = {
  claimUid: '7c7c7c7c-0000-4000-8000-000000000001',
  claimName: 'dr-nodepool-a1b2c3',
  nodePool: 'dr-nodepool',
  region: 'fsn1',
  zone: 'fsn1',
  instanceType: 'cx23',
  architecture: 'amd64',
  userData: '#cloud-config\nruncmd: [echo CanaryUserData0123456789abcdef]\n',
} as const;

const ended = { announced: '2025-01-01T00:00:00Z', unavailable_after: '2025-04-01T00:00:00Z' };

const unknownFields = Object.fromEntries(
  [
    ['server', 'server.server_type', 'server.location', 'server.public_net', 'action', 'action.error'],
    ['servers.*', 'servers.*.server_type', 'servers.*.location', 'meta', 'meta.pagination'],
    ['server_types.*', 'server_types.*.prices.*', 'server_types.*.locations.*', 'locations.*'],
    ['pricing', 'pricing.primary_ips.*', 'ssh_keys.*', 'ssh_key', 'primary_ips.*', 'error'],
  ]
    .flat()
    .map((path) => [`${path}.added_later`, 'x']),
);

async function typePath({ hetzner }: SimulatedClouds, name: string): Promise<string> {
  const types = (await hetzner('GET', '/server_types?per_page=50')).body.server_types;
  return `server_types.${types.findIndex((type: { name: string }) => type.name === name)}`;
}

defineProviderContractTests({
  name: 'hetzner',
  namesAreUnique: true,
  pageSize: 50,
  badIds: ['hetzner/fsn1/../1', 'hetzner/fsn1/1?x', 'hetzner/fsn1/', 'scaleway/fr-par-1/1', ''],
  absentId: 'hetzner/fsn1/999999999',
  stepsAfterCreate: [],
  codes: hetznerCodes,
  lateCodes: [
    ['resource_unavailable', 'InsufficientCapacityError'],
    ['placement_error', 'InsufficientCapacityError'],
    ['resource_limit_exceeded', 'QuotaExceededError'],
    ['never_seen_before', 'OutageError'],
  ],
  http: { unknownFields },
  fullPrice: 0.0096,
  make: () =>
    simulatedWorld({
      provider: 'hetzner',
      settings: {
        clusterId,
        credential: 'CanaryHetznerTokenAbcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJ',
        block: { apiTokenSecretRef: { name: 'hetzner-api-token', key: 'HETZNER_API_TOKEN' } },
      },
      request,
      leaveBehind: async ({ hetzner }) => {
        const address = { name: 'left', type: 'ipv4', location: 'fsn1', assignee_type: 'server' };
        const { status } = await hetzner('POST', '/primary_ips', { ...address, labels: ownerLabels(clusterId) });
        expect(status).toBe(201);
      },
      withoutPrice: async (clouds, type) => ({
        operation: 'list-server-types',
        remove: [`${await typePath(clouds, type)}.prices.*.price_hourly`],
      }),
      noLongerSold: async (clouds, type) => ({
        operation: 'list-server-types',
        set: { [`${await typePath(clouds, type)}.deprecation`]: ended },
      }),
      addServer: async ({ hetzner }, { name, claimUid }) => {
        const labels = claimUid === undefined ? {} : serverLabels(clusterId, { ...request, claimUid });
        await hetzner('POST', '/servers', {
          name,
          server_type: 'cx23',
          image: 'ubuntu-24.04',
          location: 'fsn1',
          labels,
        });
      },
    }),
});
