import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { hetznerRoutes } from '../../../src/simulation/clouds/hetzner/cloud.ts';
import type { SimulatedClouds } from '../../helpers/simulated-clouds.ts';
import { simulatedClouds, until } from '../../helpers/simulated-clouds.ts';
import { errorShape, listOf, oneOf, specialShapes } from './reference-shapes.ts';

const order = { server_type: 'cx23', image: 'ubuntu-24.04', location: 'fsn1' };
const publicKey = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAbc me';
const rules = [{ direction: 'in', protocol: 'tcp', port: '22', source_ips: ['0.0.0.0/0'] }];

/** Sends requests and holds each answer to the shape that the reference gives it. */
function inspector(clouds: SimulatedClouds) {
  const seen = new Set<string>();
  return {
    seen,
    /** The answer's body, after the status and the shape have been checked. */
    async check(request: string, expected: { readonly status: number; readonly shape: z.ZodType }, body?: unknown) {
      const [method = '', path = ''] = request.split(' ');
      const answer = await clouds.hetzner(method, path, body);
      expect(answer.status, `${request}: ${JSON.stringify(answer.body)}`).toBe(expected.status);
      const parsed = expected.shape.safeParse(answer.body);
      expect(parsed.error?.issues ?? [], request).toEqual([]);
      const { requests } = (await clouds.control('GET', '/requests?provider=hetzner')).body;
      seen.add(requests.at(-1).operation);
      return answer.body;
    },
    /** Waits until no action holds the server. */
    async unlocked(id: number): Promise<void> {
      await until(async () => !(await clouds.hetzner('GET', `/servers/${id}`)).body.server.locked);
    },
  };
}

type Inspector = ReturnType<typeof inspector>;

const done = { status: 201, shape: oneOf('action') };
const none = { status: 204, shape: specialShapes.nothing };

async function inspectCatalogue({ check }: Inspector): Promise<void> {
  const kinds = ['server_type', 'location', 'image'] as const;
  for (const kind of kinds) {
    const listed = await check(`GET /${kind}s`, { status: 200, shape: listOf(kind) });
    await check(`GET /${kind}s/${listed[`${kind}s`][0].id}`, { status: 200, shape: oneOf(kind) });
  }
  await check('GET /pricing', { status: 200, shape: specialShapes.pricing });
  await check('GET /datacenters', { status: 410, shape: errorShape });
  await check('GET /datacenters/1', { status: 410, shape: errorShape });
}

/** Lists, reads, renames and, last of all, deletes. */
async function inspectCommon({ check }: Inspector, kind: Parameters<typeof oneOf>[0], id: number): Promise<void> {
  await check(`GET /${kind}s`, { status: 200, shape: listOf(kind) });
  await check(`GET /${kind}s/${id}`, { status: 200, shape: oneOf(kind) });
  await check(`PUT /${kind}s/${id}`, { status: 200, shape: oneOf(kind) }, { name: 'renamed', labels: { a: 'b' } });
}

async function inspectActions({ check }: Inspector, plural: string, id: number): Promise<void> {
  await check(`GET /${plural}/actions`, { status: 200, shape: listOf('action') });
  const { actions } = await check(`GET /${plural}/${id}/actions`, { status: 200, shape: listOf('action') });
  await check(`GET /${plural}/actions/${actions[0].id}`, { status: 200, shape: oneOf('action') });
  await check(`GET /${plural}/${id}/actions/${actions[0].id}`, { status: 200, shape: oneOf('action') });
}

async function inspectPlain(inspect: Inspector): Promise<void> {
  const { check } = inspect;
  const key = await check(
    'POST /ssh_keys',
    { status: 201, shape: oneOf('ssh_key') },
    { name: 'k', public_key: publicKey },
  );
  await inspectCommon(inspect, 'ssh_key', key.ssh_key.id);
  await check(`DELETE /ssh_keys/${key.ssh_key.id}`, none);
}

async function buildServer(inspect: Inspector) {
  const { check } = inspect;
  const subnets = [{ type: 'cloud', network_zone: 'eu-central' }];
  const net = {
    name: 'net',
    ip_range: '10.0.0.0/16',
    subnets,
    routes: [{ destination: '10.9.0.0/16', gateway: '10.0.0.9' }],
  };
  const { network } = await check('POST /networks', { status: 201, shape: oneOf('network') }, net);
  const apply_to = [{ type: 'label_selector', label_selector: { selector: 'a' } }];
  const wall = { name: 'wall', rules, apply_to };
  const { firewall } = await check('POST /firewalls', { status: 201, shape: specialShapes.createFirewall }, wall);
  const group = { name: 'group', type: 'spread' };
  const { placement_group } = await check(
    'POST /placement_groups',
    { status: 201, shape: specialShapes.createPlacementGroup },
    group,
  );
  const joined = {
    networks: [network.id],
    firewalls: [{ firewall: firewall.id }],
    placement_group: placement_group.id,
  };
  const wanted = { ...order, ...joined, name: 'one', labels: { a: 'b' } };
  const { server, action } = await check('POST /servers', { status: 201, shape: specialShapes.createServer }, wanted);
  await check(`GET /actions/${action.id}`, { status: 200, shape: oneOf('action') });
  await check(`GET /actions?id=${action.id}`, { status: 200, shape: listOf('action') });
  await inspect.unlocked(server.id);
  return { server, network, firewall, group: placement_group };
}

async function inspectServer(inspect: Inspector, id: number): Promise<void> {
  await inspectCommon(inspect, 'server', id);
  await inspectActions(inspect, 'servers', id);
  for (const name of ['reboot', 'reset', 'poweroff', 'poweron', 'shutdown']) {
    await inspect.check(`POST /servers/${id}/actions/${name}`, done);
    await inspect.unlocked(id);
  }
  await inspect.check(`POST /servers/${id}/actions/change_protection`, done, { delete: false, rebuild: false });
  await inspect.unlocked(id);
}

async function inspectVolume(inspect: Inspector, serverId: number): Promise<void> {
  const { check } = inspect;
  const wanted = { name: 'data', size: 10, server: serverId, format: 'xfs' };
  const { volume } = await check('POST /volumes', { status: 201, shape: specialShapes.createVolume }, wanted);
  await inspect.unlocked(serverId);
  await inspectCommon(inspect, 'volume', volume.id);
  await inspectActions(inspect, 'volumes', volume.id);
  await check(`POST /volumes/${volume.id}/actions/detach`, done);
  await inspect.unlocked(serverId);
  await check(`POST /volumes/${volume.id}/actions/attach`, done, { server: serverId });
  await inspect.unlocked(serverId);
  await check(`POST /volumes/${volume.id}/actions/resize`, done, { size: 20 });
  await check(`POST /volumes/${volume.id}/actions/change_protection`, done, { delete: false });
  await check(`DELETE /volumes/${volume.id}`, { status: 422, shape: errorShape });
  await check(`POST /volumes/${volume.id}/actions/detach`, done);
  await inspect.unlocked(serverId);
  await check(`DELETE /volumes/${volume.id}`, none);
}

/** Wants the server off. */
async function inspectPrimaryIp(inspect: Inspector, serverId: number): Promise<void> {
  const { check } = inspect;
  const { primary_ips: own } = await check('GET /primary_ips', { status: 200, shape: listOf('primary_ip') });
  for (const ip of own) {
    await check(`POST /primary_ips/${ip.id}/actions/unassign`, done);
    await inspect.unlocked(serverId);
  }
  const made = { status: 201, shape: specialShapes.createPrimaryIp };
  const { primary_ip: ip } = await check('POST /primary_ips', made, {
    name: 'ip',
    type: 'ipv4',
    assignee_id: serverId,
  });
  await inspect.unlocked(serverId);
  await inspectCommon(inspect, 'primary_ip', ip.id);
  await inspectActions(inspect, 'primary_ips', ip.id);
  await check(`POST /primary_ips/${ip.id}/actions/unassign`, done);
  await inspect.unlocked(serverId);
  await check(`POST /primary_ips/${ip.id}/actions/assign`, done, { assignee_id: serverId, assignee_type: 'server' });
  await inspect.unlocked(serverId);
  await check(`POST /primary_ips/${ip.id}/actions/change_protection`, done, { delete: false });
  await check(`POST /primary_ips/${ip.id}/actions/unassign`, done);
  await inspect.unlocked(serverId);
  await check(`DELETE /primary_ips/${ip.id}`, none);
}

async function inspectNetwork(inspect: Inspector, id: number, serverId: number): Promise<void> {
  const { check } = inspect;
  await inspectCommon(inspect, 'network', id);
  await check(`POST /servers/${serverId}/actions/detach_from_network`, done, { network: id });
  await inspect.unlocked(serverId);
  await check(`POST /servers/${serverId}/actions/attach_to_network`, done, { network: id });
  await inspect.unlocked(serverId);
  await check(`POST /networks/${id}/actions/add_subnet`, done, { type: 'cloud', network_zone: 'us-east' });
  await check(`POST /networks/${id}/actions/delete_subnet`, done, { ip_range: '10.0.1.0/24' });
  const route = { destination: '10.8.0.0/16', gateway: '10.0.0.8' };
  await check(`POST /networks/${id}/actions/add_route`, done, route);
  await check(`POST /networks/${id}/actions/delete_route`, done, route);
  await check(`POST /networks/${id}/actions/change_protection`, done, { delete: false });
  await inspectActions(inspect, 'networks', id);
  await check(`DELETE /networks/${id}`, none);
}

async function inspectFirewall(inspect: Inspector, id: number, serverId: number): Promise<void> {
  const { check } = inspect;
  const changed = { status: 201, shape: specialShapes.actions };
  const target = [{ type: 'server', server: { id: serverId } }];
  const selected = [{ type: 'label_selector', label_selector: { selector: 'a' } }];
  await inspectCommon(inspect, 'firewall', id);
  await check(`POST /firewalls/${id}/actions/set_rules`, changed, { rules: [] });
  await check(`POST /firewalls/${id}/actions/remove_from_resources`, changed, {
    remove_from: [...target, ...selected],
  });
  await check(`POST /firewalls/${id}/actions/apply_to_resources`, changed, { apply_to: target });
  await check(`POST /firewalls/${id}/actions/remove_from_resources`, changed, { remove_from: target });
  await inspectActions(inspect, 'firewalls', id);
  await check(`DELETE /firewalls/${id}`, none);
}

async function inspectGroup(inspect: Inspector, id: number, serverId: number): Promise<void> {
  const { check } = inspect;
  await inspectCommon(inspect, 'placement_group', id);
  await check(`POST /servers/${serverId}/actions/remove_from_placement_group`, done);
  await inspect.unlocked(serverId);
  await check(`POST /servers/${serverId}/actions/add_to_placement_group`, done, { placement_group: id });
  await inspect.unlocked(serverId);
  await check(`DELETE /placement_groups/${id}`, none);
}

describe('simulated Hetzner against the shapes of the reference', () => {
  it('answers every operation with exactly the fields that the reference has', async () => {
    await using clouds = await simulatedClouds();
    const inspect = inspector(clouds);
    await inspectCatalogue(inspect);
    await inspectPlain(inspect);
    const { server, network, firewall, group } = await buildServer(inspect);
    await inspectServer(inspect, server.id);
    await inspectVolume(inspect, server.id);
    await inspectPrimaryIp(inspect, server.id);
    await inspectNetwork(inspect, network.id, server.id);
    await inspectFirewall(inspect, firewall.id, server.id);
    await inspectGroup(inspect, group.id, server.id);
    await inspect.check(`DELETE /servers/${server.id}`, { status: 200, shape: oneOf('action') });
    expect(hetznerRoutes.map((route) => route.name).filter((name) => !inspect.seen.has(name))).toEqual([]);
  });

  it.each([
    ['POST /servers', 422, { ...order, name: 'under_score' }],
    ['POST /servers', 422, { ...order, name: 'one', server_type: 'cx99' }],
    ['POST /servers', 400, '{"name":'],
    ['GET /servers/1', 404, undefined],
    ['GET /actions', 410, undefined],
    ['GET /servers?label_selector=a+in+(', 422, undefined],
    ['GET /nothing', 404, undefined],
  ])('answers %s with an error of the shape of the reference (%i)', async (request, status, body) => {
    await using clouds = await simulatedClouds();
    await inspector(clouds).check(request, { status, shape: errorShape }, body);
  });

  it('says the limit that is reached and the field that is not unique', async () => {
    await using clouds = await simulatedClouds({ hetznerServerLimit: 1 });
    const { check } = inspector(clouds);
    await check('POST /servers', { status: 201, shape: specialShapes.createServer }, { ...order, name: 'one' });
    await check('POST /servers', { status: 403, shape: errorShape }, { ...order, name: 'two' });
    await check('POST /servers', { status: 409, shape: errorShape }, { ...order, name: 'one' });
  });
});
