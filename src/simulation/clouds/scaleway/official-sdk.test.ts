import { Blockv1 } from '@scaleway/sdk-block';
import { createAdvancedClient, Errors, withProfile } from '@scaleway/sdk-client';
import { Instancev1 } from '@scaleway/sdk-instance';
import { Marketplacev2 } from '@scaleway/sdk-marketplace';
import { describe, expect, it } from 'vitest';
import type { SimulatedClouds } from '../../../../test/helpers/simulated-clouds.ts';
import { simulatedClouds, until } from '../../../../test/helpers/simulated-clouds.ts';

function officialClients(clouds: SimulatedClouds) {
  const client = createAdvancedClient(
    withProfile({
      accessKey: 'SCW11111111111111111',
      secretKey: '11111111-1111-4111-8111-111111111111',
      apiURL: clouds.endpoints.scaleway,
      defaultProjectId: '22222222-2222-4222-8222-222222222222',
      defaultZone: 'fr-par-1',
    }),
  );
  return {
    instance: new Instancev1.API(client),
    block: new Blockv1.API(client),
    marketplace: new Marketplacev2.API(client),
  };
}

describe("simulated Scaleway under Scaleway's own JavaScript SDK", () => {
  it('is taken through create, user data, power-on, list, terminate and the deletion of what leaks', async () => {
    await using clouds = await simulatedClouds();
    const { instance, block, marketplace } = officialClients(clouds);
    const zone = 'fr-par-1';
    const { localImages } = await marketplace.listLocalImages({
      imageLabel: 'ubuntu_jammy',
      zone,
      type: 'instance_sbs',
    });
    const image = localImages.find((one) => one.compatibleCommercialTypes.includes('DEV1-S'));
    const tags = ['cloudburst', 'claim=1'];
    const created = await instance.createServer({
      commercialType: 'DEV1-S',
      image: image?.id ?? '',
      name: 'one',
      tags,
      protected: false,
    });
    const serverId = created.server?.id ?? '';
    expect(created.server).toMatchObject({ state: 'stopped', project: '22222222-2222-4222-8222-222222222222' });
    await instance.setServerUserData({ serverId, key: 'cloud-init', content: '#cloud-config\n' });
    expect(await instance.listServerUserData({ serverId })).toEqual({ userData: ['cloud-init'] });
    const { task } = await instance.serverAction({ serverId, action: 'poweron' });
    expect(task).toMatchObject({ status: 'pending', progress: 0 });
    await until(async () => (await instance.getServer({ serverId })).server?.state === 'running');
    expect(clouds.booted[0]?.userData).toBe('#cloud-config\n');
    const listed = await instance.listServers({ tags }).all();
    expect(listed.map((server) => server.id)).toEqual([serverId]);
    const volumeId = listed[0]?.volumes['0']?.id ?? '';
    expect((await block.updateVolume({ volumeId, tags })).status).toBe('in_use');
    await instance.serverAction({ serverId, action: 'terminate' });
    await until(() => instance.getServer({ serverId }).then(undefined, (error: unknown) => isNotFound(error)));
    expect((await block.listVolumes({ tags, includeDeleted: false }).all()).map((volume) => volume.status)).toEqual([
      'available',
    ]);
    await block.deleteVolume({ volumeId });
    await until(() => block.getVolume({ volumeId }).then(undefined, (error: unknown) => isNotFound(error)));
  });

  it('pages through everything, and gives types, availability and prices', async () => {
    await using clouds = await simulatedClouds();
    const { instance } = officialClients(clouds);
    for (let index = 0; index < 55; index += 1) {
      await instance.createServer({
        commercialType: 'DEV1-S',
        image: 'ubuntu_jammy',
        name: `s${index}`,
        protected: false,
      });
    }
    expect(await instance.listServers({}).all()).toHaveLength(55);
    const { servers, totalCount } = await instance.listServersTypes({});
    expect(servers['DEV1-S']).toMatchObject({ hourlyPrice: 0.008976, ncpus: 2 });
    expect(totalCount).toBe(Object.keys(servers).length);
    const { servers: stock } = await instance.getServerTypesAvailability({});
    expect(stock['DEV1-S']?.availability).toBe('available');
  });

  it.each([
    [{ kind: 'sold-out' }, Errors.OutOfStockError],
    [{ kind: 'quota', max: 0 }, Errors.QuotasExceededError],
    [{ kind: 'unauthorized' }, Errors.DeniedAuthenticationError],
    [{ kind: 'rate-limit' }, Errors.TooManyRequestsError],
    [{ kind: 'error-before', status: 409 }, Errors.TransientStateError],
    [{ kind: 'error-before', status: 412 }, Errors.PreconditionFailedError],
    [{ kind: 'error-before', status: 503, html: true }, Errors.ScalewayError],
  ])('refuses under the fault %j with the typed error of the SDK', async (effect, expected) => {
    await using clouds = await simulatedClouds();
    const { instance } = officialClients(clouds);
    await clouds.control('POST', '/faults', { effect });
    const create = instance.createServer({
      commercialType: 'DEV1-S',
      image: 'ubuntu_jammy',
      name: 'one',
      protected: false,
    });
    await expect(create).rejects.toBeInstanceOf(expected);
  });

  it('refuses bad arguments and unknown ids with the typed errors of the SDK', async () => {
    await using clouds = await simulatedClouds();
    const { instance } = officialClients(clouds);
    const create = instance.createServer({
      commercialType: 'NOPE',
      image: 'ubuntu_jammy',
      name: 'one',
      protected: false,
    });
    await expect(create).rejects.toBeInstanceOf(Errors.InvalidArgumentsError);
    const get = instance.getServer({ serverId: '33333333-3333-4333-8333-333333333333' });
    await expect(get).rejects.toBeInstanceOf(Errors.ResourceNotFoundError);
  });
});

function isNotFound(error: unknown): boolean {
  return error instanceof Errors.ResourceNotFoundError;
}
