import { pageSize } from './reference/memory-cloud.ts';
import { referenceWorld } from './reference/reference-world.ts';
import { defineProviderContractTests } from './suite.ts';
import { referenceCodes } from './vendor-codes.ts';

const request = {
  claimUid: '7c7c7c7c-0000-4000-8000-000000000001',
  claimName: 'dr-nodepool-a1b2c3',
  nodePool: 'dr-nodepool',
  region: 'here',
  zone: 'here',
  instanceType: 'small',
  architecture: 'amd64',
  userData: '#cloud-config\nruncmd: [echo CanaryUserData0123456789abcdef]\n',
} as const;

defineProviderContractTests({
  name: 'reference',
  namesAreUnique: true,
  pageSize,
  badIds: ['reference/here/../1', 'reference/here/1?x', 'reference/here/', 'hetzner/fsn1/1', ''],
  absentId: 'reference/here/999',
  stepsAfterCreate: [],
  codes: referenceCodes,
  lateCodes: [
    ['resource_unavailable', 'InsufficientCapacityError'],
    ['account_full', 'QuotaExceededError'],
    ['never_seen_before', 'OutageError'],
  ],
  fullPrice: 0.03,
  make: async () =>
    referenceWorld({
      settings: {
        clusterId: '5a5a5a5a-0000-4000-8000-000000000001',
        credential: 'CanaryReferenceKey-abcdef01-2345-6789-abcd-ef0123456789',
        block: { apiTokenSecretRef: { name: 'reference-token', key: 'TOKEN' } },
      },
      request,
      types: [
        { type: 'small', place: 'here', price: 0.02, addressPrice: 0.01, sale: 'open' },
        { type: 'large', place: 'here', price: 0.08, addressPrice: 0.01, sale: 'open' },
      ],
    }),
});
