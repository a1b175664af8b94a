import { Errors } from '@scaleway/sdk-client';
import { describe, expect, it } from 'vitest';
import { simulatedClouds, until } from '../../helpers/simulated-clouds.ts';
import { checkNames, revokedKey } from './check-names.ts';
import { absent, Cloud, isNotFound, project } from './js-clients.ts';

const checks: Readonly<Record<string, (cloud: Cloud) => Promise<void>>> = {
  'creates a stopped server with tags in its project': async (cloud) => {
    const server = await cloud.made({ tags: ['a', 'b'] });
    expect(server).toMatchObject({ state: 'stopped', project, tags: ['a', 'b'], zone: 'fr-par-1' });
    expect(server.creationDate).toBeInstanceOf(Date);
  },

  'sets, lists, reads and deletes user data': async ({ instance, clouds }) => {
    const { id: serverId } = await new Cloud(clouds).made();
    const content = '#cloud-config\n# ünïcode\n';
    await instance.setServerUserData({ serverId, key: 'cloud-init', content });
    expect(await instance.listServerUserData({ serverId })).toEqual({ userData: ['cloud-init'] });
    expect(await instance.getServerUserData({ serverId, key: 'cloud-init' })).toBe(content);
    await instance.deleteServerUserData({ serverId, key: 'cloud-init' });
    const again = instance.deleteServerUserData({ serverId, key: 'cloud-init' });
    await expect(again).rejects.toSatisfy(isNotFound);
  },

  'powers on and waits until the server runs': async (cloud) => {
    const { id } = await cloud.made();
    expect(await cloud.act(id, 'poweron')).toMatchObject({
      status: 'pending',
      progress: 0,
      hrefResult: `/servers/${id}`,
    });
    const server = await cloud.reaches(id, 'running');
    expect(server.publicIps).toMatchObject([{ dynamic: true, family: 'inet' }]);
    expect(cloud.clouds.booted).toHaveLength(1);
  },

  'stops in place, starts again, reboots and powers off': async (cloud) => {
    const { id } = await cloud.running();
    await cloud.act(id, 'stop_in_place');
    await cloud.reaches(id, 'stopped in place');
    await cloud.act(id, 'poweron');
    await cloud.reaches(id, 'running');
    await cloud.act(id, 'reboot');
    await until(() => cloud.clouds.booted.length === 3);
    await cloud.act(id, 'poweroff');
    expect((await cloud.reaches(id, 'stopped')).publicIps).toEqual([]);
  },

  'makes two servers of one name': async (cloud) => {
    const [one, other] = [await cloud.made(), await cloud.made()];
    expect([one.name, one.id]).not.toEqual([other.name, other.id]);
    expect(one.name).toBe(other.name);
  },

  'lists by tags, all of them, by part of the name and by project': async (cloud) => {
    await cloud.made({ name: 'server1', tags: ['claim/1', 'owner'] });
    await cloud.made({ name: 'server100', tags: ['claim/10', 'owner'] });
    const found = async (filter: Parameters<typeof cloud.instance.listServers>[0]): Promise<string[]> =>
      (await cloud.instance.listServers(filter).all()).map((server) => server.name).toSorted();
    expect(await found({ name: 'server1' })).toEqual(['server1', 'server100']);
    expect(await found({ tags: ['claim/1'] })).toEqual(['server1']);
    expect(await found({ tags: ['owner', 'claim/10'] })).toEqual(['server100']);
    expect(await found({ tags: ['claim'] })).toEqual([]);
    expect(await found({ project: absent })).toEqual([]);
  },

  'lists more than a hundred servers page by page, each once': async (cloud) => {
    for (let index = 0; index < 103; index += 1) await cloud.made({ name: `s${index}` });
    const servers = await cloud.instance.listServers({ perPage: 100 }).all();
    expect(new Set(servers.map((server) => server.id)).size).toBe(103);
    expect((await cloud.instance.listServers({ perPage: 100 })).totalCount).toBe(103);
  },

  'renames, retags and protects': async (cloud) => {
    const { id: serverId } = await cloud.running();
    const change = { name: 'new', tags: ['t'], protected: true };
    expect((await cloud.instance.updateServer({ serverId, ...change })).server).toMatchObject(change);
    await expect(cloud.act(serverId, 'terminate')).rejects.toBeInstanceOf(Errors.ScalewayError);
  },

  'terminates and is left with the block volume': async (cloud) => {
    const { id, volumes } = await cloud.running();
    await cloud.act(id, 'terminate');
    await cloud.gone(id);
    const left = await cloud.block.getVolume({ volumeId: volumes['0']?.id ?? '' });
    expect(left).toMatchObject({ status: 'available', tags: [], references: [] });
  },

  'deletes a stopped server': async (cloud) => {
    const { id: serverId } = await cloud.made();
    await cloud.instance.deleteServer({ serverId });
    await cloud.gone(serverId);
  },

  'tags, lists and deletes block volumes, and none in use': async ({ block, instance, clouds }) => {
    const { id: serverId, volumes } = await new Cloud(clouds).made();
    const volumeId = volumes['0']?.id ?? '';
    const tagged = await block.updateVolume({ volumeId, tags: ['claim=1', 'mine'] });
    expect(tagged).toMatchObject({ status: 'in_use', references: [{ productResourceId: serverId }] });
    const tags = ['mine', 'claim=1'];
    expect(await block.listVolumes({ tags, includeDeleted: false }).all()).toMatchObject([{ id: volumeId }]);
    await expect(block.deleteVolume({ volumeId })).rejects.toBeInstanceOf(Errors.PreconditionFailedError);
    await instance.deleteServer({ serverId });
    await block.deleteVolume({ volumeId });
    await until(() => block.getVolume({ volumeId }).then(undefined, isNotFound));
  },

  'has a local disk removed with its server': async (cloud) => {
    const disk = { boot: true, size: 20e9, volumeType: 'l_ssd' } as const;
    const { localImages } = await cloud.marketplace.listLocalImages({
      imageLabel: 'ubuntu_jammy',
      zone: 'fr-par-1',
      type: 'instance_local',
    });
    const image = localImages.find((one) => one.compatibleCommercialTypes.includes('DEV1-S'))?.id ?? '';
    const { id, volumes } = await cloud.running({ image, volumes: { 0: disk } });
    const volumeId = volumes['0']?.id ?? '';
    const { volume } = await cloud.instance.getVolume({ volumeId });
    expect(volume).toMatchObject({ size: 20e9, server: { id } });
    await cloud.act(id, 'terminate');
    await cloud.gone(id);
    await expect(cloud.instance.getVolume({ volumeId })).rejects.toSatisfy(isNotFound);
  },

  'reserves, attaches, detaches and releases an address': async (cloud) => {
    const { id: server } = await cloud.made();
    const made = await cloud.instance.createIp({ tags: ['keep'], type: 'routed_ipv4' });
    const ip = made.ip?.id ?? '';
    expect((await cloud.instance.updateIp({ ip, server })).ip?.server).toMatchObject({ id: server });
    expect((await cloud.instance.updateIp({ ip, server: null })).ip?.server).toBeUndefined();
    await cloud.instance.deleteIp({ ip });
    await expect(cloud.instance.getIp({ ip })).rejects.toBeInstanceOf(Errors.PermissionsDeniedError);
  },

  'finds the image of a label for a type and an architecture': async (cloud) => {
    const request = { imageLabel: 'ubuntu_noble', zone: 'fr-par-1', type: 'instance_sbs', arch: 'arm64' } as const;
    const { localImages, totalCount } = await cloud.marketplace.listLocalImages(request);
    expect([totalCount, localImages[0]?.compatibleCommercialTypes]).toEqual([1, ['BASIC2-A2C-4G']]);
    const { image } = await cloud.instance.getImage({ imageId: localImages[0]?.id ?? '' });
    expect(image).toMatchObject({ arch: 'arm64', state: 'available' });
  },

  'reads types with prices, and what is in stock': async (cloud) => {
    const { servers, totalCount } = await cloud.instance.listServersTypes({});
    expect(servers['DEV1-S']).toMatchObject({ hourlyPrice: 0.008976, ncpus: 2, ram: 2 * 1024 ** 3 });
    expect(totalCount).toBe(Object.keys(servers).length);
    await cloud.clouds.control('PUT', '/stock', { provider: 'scaleway', type: 'DEV1-S', left: 0 });
    const { servers: stock } = await cloud.instance.getServerTypesAvailability({});
    expect([stock['DEV1-S']?.availability, stock['DEV1-M']?.availability]).toEqual(['shortage', 'available']);
  },

  'makes and deletes the groups that a create names': async (cloud) => {
    const { instance } = cloud;
    const rules = { stateful: true, inboundDefaultPolicy: 'drop', outboundDefaultPolicy: 'accept' } as const;
    const { securityGroup } = await instance.createSecurityGroup({ name: 'closed', description: 'd', ...rules });
    const { placementGroup } = await instance.createPlacementGroup({ name: 'apart' });
    const groups = { securityGroup: securityGroup?.id ?? '', placementGroup: placementGroup?.id ?? '' };
    const server = await cloud.made(groups);
    expect(server).toMatchObject({ securityGroup: { name: 'closed' }, placementGroup: { name: 'apart' } });
    await instance.deleteServer({ serverId: server.id });
    await instance.deleteSecurityGroup({ securityGroupId: groups.securityGroup });
    await instance.deletePlacementGroup({ placementGroupId: groups.placementGroup });
  },

  'is told that an absent server is not found': async (cloud) => {
    const get = cloud.instance.getServer({ serverId: absent });
    await expect(get).rejects.toMatchObject({ status: 404, resource: 'instance_server', resourceId: absent });
  },

  'is told which arguments are missing': async (cloud) => {
    // The client wants these; to it an empty string is none.
    const create = cloud.instance.createServer({ name: 'one', commercialType: 'NOPE', protected: false });
    await expect(create).rejects.toBeInstanceOf(Errors.InvalidArgumentsError);
    await expect(create).rejects.toMatchObject({ details: [{ argumentName: 'image', reason: 'required' }, {}] });
  },

  'is refused with a revoked key': async ({ clouds }) => {
    const list = new Cloud(clouds, revokedKey).instance.listServers({});
    await expect(list).rejects.toBeInstanceOf(Errors.DeniedAuthenticationError);
  },

  'is told that nothing is in stock': (cloud) => cloud.refused({ kind: 'sold-out' }, Errors.OutOfStockError),
  'is told which quota is used up': (cloud) => cloud.refused({ kind: 'quota', max: 0 }, Errors.QuotasExceededError),
  'is told that too many requests were made': (cloud) =>
    cloud.refused({ kind: 'rate-limit' }, Errors.TooManyRequestsError),

  'is refused while the server is on its way': async (cloud) => {
    const { id } = await cloud.made();
    await cloud.clouds.control('PUT', '/boot-delay', { ms: 60_000 });
    await cloud.act(id, 'poweron');
    await expect(cloud.act(id, 'poweron')).rejects.toBeInstanceOf(Errors.TransientStateError);
  },

  'reads every error type of the reference': async (cloud) => {
    const kinds = {
      denied_authentication: Errors.DeniedAuthenticationError,
      permissions_denied: Errors.PermissionsDeniedError,
      invalid_arguments: Errors.InvalidArgumentsError,
      quotas_exceeded: Errors.QuotasExceededError,
      out_of_stock: Errors.OutOfStockError,
      transient_state: Errors.TransientStateError,
      precondition_failed: Errors.PreconditionFailedError,
      already_exists: Errors.AlreadyExistsError,
      not_found: Errors.ResourceNotFoundError,
      locked: Errors.ResourceLockedError,
      expired: Errors.ResourceExpiredError,
      too_many_requests: Errors.TooManyRequestsError,
    };
    for (const [code, kind] of Object.entries(kinds)) {
      await cloud.refused({ kind: 'error-before', status: 400, code }, kind);
    }
  },

  'takes a broken answer for an error': (cloud) =>
    cloud.refused({ kind: 'error-before', status: 503, html: true }, Errors.ScalewayError),
};

describe("simulated Scaleway under Scaleway's own JavaScript client", () => {
  it('is put through every check of the list, and no other', () => {
    expect(Object.keys(checks).toSorted()).toEqual(checkNames.toSorted());
  });

  it.each(Object.keys(checks))('%s', async (name) => {
    await using clouds = await simulatedClouds({ tokens: { revoked: [revokedKey] } });
    await checks[name]?.(new Cloud(clouds));
  });
});
