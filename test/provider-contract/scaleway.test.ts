import { expect } from 'vitest';
import { instanceTags, volumeTags } from '../../src/providers/scaleway/tags.ts';
import { simulatedWorld } from './simulated-world.ts';
import { defineProviderContractTests } from './suite.ts';
import { scalewayCodes } from './vendor-codes.ts';

const clusterId = '5a5a5a5a-0000-4000-8000-000000000001';
const projectID = '11111111-2222-4333-8444-555555555555';
const request = {
  claimUid: '7c7c7c7c-0000-4000-8000-000000000001',
  claimName: 'dr-nodepool-a1b2c3',
  nodePool: 'dr-nodepool',
  region: 'fr-par',
  zone: 'fr-par-1',
  instanceType: 'DEV1-M',
  architecture: 'amd64',
  userData: '#cloud-config\nruncmd: [echo CanaryUserData0123456789abcdef]\n',
} as const;

const unknownFields = Object.fromEntries(
  ['server', 'server.image', 'server.volumes.*', 'servers.*', 'volumes.*', 'local_images.*', 'task'].map((path) => [
    `${path}.added_later`,
    'x',
  ]),
);

defineProviderContractTests({
  name: 'scaleway',
  namesAreUnique: false,
  pageSize: 100,
  badIds: ['scaleway/fr-par-1/../x', 'scaleway/../1/7c7c7c7c-0000-4000-8000-000000000001', 'hetzner/fsn1/1', ''],
  absentId: 'scaleway/fr-par-1/7c7c7c7c-0000-4000-8000-0000000000ff',
  stepsAfterCreate: ['set-user-data', 'update-volume', 'server-action'],
  codes: scalewayCodes,
  // The start fails without a code: the instance falls back to stopped.
  lateCodes: [['no code', 'InsufficientCapacityError']],
  http: { unknownFields },
  fullPrice: 0.026556,
  make: () =>
    simulatedWorld({
      provider: 'scaleway',
      settings: {
        clusterId,
        credential: 'CanaryScalewayKey-abcdef01-2345-6789-abcd-ef0123456789',
        block: {
          zone: 'fr-par-1',
          projectID,
          image: 'ubuntu_jammy',
          apiKeySecretRef: { name: 'scaleway-api-keys', key: 'SCW_SECRET_KEY' },
        },
      },
      request,
      leaveBehind: async ({ scaleway }, instanceId) => {
        const tags = volumeTags(clusterId, instanceId.split('/').at(-1) ?? '');
        const volume = { name: 'left', project_id: projectID, from_empty: { size: 20_000_000_000 }, tags };
        expect((await scaleway('POST', '/block/v1/zones/fr-par-1/volumes', volume)).status).toBe(200);
      },
      withoutPrice: async (_clouds, type) => ({ operation: 'list-types', remove: [`servers.${type}.hourly_price`] }),
      noLongerSold: async (_clouds, type) => ({
        operation: 'list-types',
        set: { [`servers.${type}.end_of_service`]: true },
      }),
      addServer: async ({ scaleway }, { name, claimUid }) => {
        const tags = claimUid === undefined ? [] : instanceTags(clusterId, { ...request, claimUid });
        const images = await scaleway(
          'GET',
          '/marketplace/v2/local-images?image_label=ubuntu_jammy&zone=fr-par-1&type=instance_sbs',
        );
        const image = images.body.local_images.find((found: { arch: string }) => found.arch === 'x86_64').id;
        await scaleway('POST', 'zone/servers', { name, commercial_type: 'DEV1-M', image, tags, project: projectID });
      },
    }),
});
