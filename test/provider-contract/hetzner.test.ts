import { serverLabels } from '../../src/providers/hetzner/labels.ts';
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

defineProviderContractTests({
  name: 'hetzner',
  namesAreUnique: true,
  pageSize: 50,
  badIds: ['hetzner/fsn1/../1', 'hetzner/fsn1/1?x', 'hetzner/fsn1/', 'scaleway/fr-par-1/1', ''],
  absentId: 'hetzner/fsn1/999999999',
  stepsAfterCreate: [],
  codes: hetznerCodes,
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
