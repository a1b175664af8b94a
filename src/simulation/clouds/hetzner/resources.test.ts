import { describe, expect, it } from 'vitest';
import type { SimulatedClouds, TestAnswer } from '../../../../test/helpers/simulated-clouds.ts';
import { simulatedClouds, until } from '../../../../test/helpers/simulated-clouds.ts';

const order = { server_type: 'cx23', image: 'ubuntu-24.04', location: 'fsn1' };

/** A server that runs and is not locked any more. */
async function running(clouds: SimulatedClouds, change: Record<string, unknown> = {}): Promise<number> {
  const created = await clouds.hetzner('POST', '/servers', { ...order, name: 'one', ...change });
  expect(created.status).toBe(201);
  const { id } = created.body.server;
  await until(async () => !(await serverOf(clouds, id)).locked);
  return id;
}

// oxlint-disable-next-line typescript/no-explicit-any -- answers of many shapes
async function serverOf(clouds: SimulatedClouds, id: number): Promise<any> {
  return (await clouds.hetzner('GET', `/servers/${id}`)).body.server;
}

function refusal(status: number, code: string) {
  return { status, body: { error: { code, message: expect.any(String) } } };
}

describe('simulated Hetzner: volumes', () => {
  it('are attached, bill on, survive their server, and are refused deletion while attached', async () => {
    await using clouds = await simulatedClouds();
    const id = await running(clouds);
    const created = await clouds.hetzner('POST', '/volumes', {
      name: 'data',
      size: 100,
      server: id,
      labels: { a: 'b' },
    });
    const { volume } = created.body;
    expect(created).toMatchObject({ status: 201, body: { next_actions: [{ command: 'attach_volume' }] } });
    expect((await serverOf(clouds, id)).volumes).toEqual([volume.id]);
    expect(await clouds.hetzner('DELETE', `/volumes/${volume.id}`)).toMatchObject(refusal(422, 'service_error'));
    await clouds.hetzner('DELETE', `/servers/${id}`);
    await until(async () => (await clouds.hetzner('GET', `/servers/${id}`)).status === 404);
    const { charges } = (await clouds.control('GET', '/meter')).body;
    expect(charges).toMatchObject([{ id: `hetzner/volume/${volume.id}` }]);
    expect(charges[0].eurPerHour).toBeCloseTo(100 * (0.044 / 730), 9);
    expect((await clouds.control('GET', '/state')).body.hetzner.volumes).toMatchObject([
      { id: String(volume.id), state: 'detached', labels: { a: 'b' }, serverId: null },
    ]);
    expect((await clouds.hetzner('DELETE', `/volumes/${volume.id}`)).status).toBe(204);
    expect((await clouds.control('GET', '/meter')).body.charges).toEqual([]);
  });

  it('are attached once, detached, enlarged and protected', async () => {
    await using clouds = await simulatedClouds();
    const id = await running(clouds);
    const { volume } = (await clouds.hetzner('POST', '/volumes', { name: 'data', size: 10, location: 'fsn1' })).body;
    const act = (name: string, body?: unknown): Promise<TestAnswer> =>
      clouds.hetzner('POST', `/volumes/${volume.id}/actions/${name}`, body);
    expect((await act('attach', { server: id })).status).toBe(201);
    expect(await act('attach', { server: id })).toMatchObject(refusal(422, 'volume_already_attached'));
    await until(async () => (await act('detach')).status === 201);
    await until(async () => (await clouds.hetzner('GET', `/volumes/${volume.id}`)).body.volume.server === null);
    expect(await act('resize', { size: 5 })).toMatchObject(refusal(422, 'invalid_input'));
    expect((await act('resize', { size: 20 })).body.action.command).toBe('resize_volume');
    expect((await clouds.control('GET', '/meter')).body.charges.at(-1).eurPerHour).toBeCloseTo(20 * (0.044 / 730), 9);
    await act('change_protection', { delete: true });
    expect(await clouds.hetzner('DELETE', `/volumes/${volume.id}`)).toMatchObject(refusal(423, 'protected'));
    const far = (await clouds.hetzner('POST', '/volumes', { name: 'far', size: 10, location: 'hel1' })).body.volume;
    const attach = await clouds.hetzner('POST', `/volumes/${far.id}/actions/attach`, { server: id });
    expect(attach).toMatchObject(refusal(422, 'invalid_input'));
  });
});

describe('simulated Hetzner: placement groups', () => {
  it('take ten servers, refuse the eleventh, and have room again when one is deleted', async () => {
    await using clouds = await simulatedClouds();
    const { placement_group: group } = (
      await clouds.hetzner('POST', '/placement_groups', { name: 'spread', type: 'spread' })
    ).body;
    const create = (name: string): Promise<TestAnswer> =>
      clouds.hetzner('POST', '/servers', { ...order, name, placement_group: group.id });
    for (let index = 0; index < 10; index += 1) expect((await create(`s${index}`)).status).toBe(201);
    expect(await create('eleventh')).toMatchObject(refusal(422, 'placement_error'));
    const { servers } = (await clouds.hetzner('GET', `/placement_groups/${group.id}`)).body.placement_group;
    expect(servers).toHaveLength(10);
    await clouds.hetzner('DELETE', `/servers/${servers[0]}`);
    await until(async () => (await create('eleventh')).status === 201);
  });

  it('take a server that is off, and none that runs', async () => {
    await using clouds = await simulatedClouds();
    const id = await running(clouds);
    const group = { name: 'spread', type: 'spread' };
    const { placement_group } = (await clouds.hetzner('POST', '/placement_groups', group)).body;
    const add = (): Promise<TestAnswer> =>
      clouds.hetzner('POST', `/servers/${id}/actions/add_to_placement_group`, { placement_group: placement_group.id });
    expect(await add()).toMatchObject(refusal(422, 'server_not_stopped'));
    await clouds.hetzner('POST', `/servers/${id}/actions/poweroff`);
    await until(async () => (await serverOf(clouds, id)).status === 'off');
    expect((await add()).status).toBe(201);
    expect((await serverOf(clouds, id)).placement_group.id).toBe(placement_group.id);
  });
});

describe('simulated Hetzner: networks and firewalls', () => {
  it('give an address in the subnet of the zone, and none where there is no subnet', async () => {
    await using clouds = await simulatedClouds();
    const subnets = [{ type: 'cloud', network_zone: 'eu-central' }];
    const wanted = { name: 'net', ip_range: '10.0.0.0/16', subnets };
    const { network } = (await clouds.hetzner('POST', '/networks', wanted)).body;
    expect(network.subnets).toMatchObject([{ ip_range: '10.0.0.0/24', gateway: '10.0.0.1' }]);
    const id = await running(clouds, { networks: [network.id] });
    expect((await serverOf(clouds, id)).private_net).toMatchObject([{ network: network.id, ip: '10.0.0.2' }]);
    const bare = (await clouds.hetzner('POST', '/networks', { name: 'bare', ip_range: '10.1.0.0/16' })).body.network;
    const attach = await clouds.hetzner('POST', `/servers/${id}/actions/attach_to_network`, { network: bare.id });
    expect(attach).toMatchObject(refusal(422, 'no_subnet_available'));
    const detach = await clouds.hetzner('POST', `/servers/${id}/actions/detach_from_network`, { network: network.id });
    expect(detach.body.action.command).toBe('detach_from_network');
    expect((await serverOf(clouds, id)).private_net).toEqual([]);
    expect(await clouds.hetzner('POST', '/networks', { name: 'x', ip_range: '8.0.0.0/16' })).toMatchObject(
      refusal(422, 'invalid_input'),
    );
  });

  it('apply firewalls by id and by label, and keep those in use', async () => {
    await using clouds = await simulatedClouds();
    const rules = [{ direction: 'in', protocol: 'tcp', port: '22', source_ips: ['0.0.0.0/0'] }];
    const { firewall } = (await clouds.hetzner('POST', '/firewalls', { name: 'ssh', rules })).body;
    const apply_to = [{ type: 'label_selector', label_selector: { selector: 'pool=a' } }];
    const byLabel = (await clouds.hetzner('POST', '/firewalls', { name: 'label', apply_to })).body.firewall;
    const id = await running(clouds, { firewalls: [{ firewall: firewall.id }], labels: { pool: 'a' } });
    expect((await serverOf(clouds, id)).public_net.firewalls).toEqual([
      { id: firewall.id, status: 'applied' },
      { id: byLabel.id, status: 'applied' },
    ]);
    expect(await clouds.hetzner('DELETE', `/firewalls/${firewall.id}`)).toMatchObject(refusal(422, 'resource_in_use'));
    const remove_from = [{ type: 'server', server: { id } }];
    await clouds.hetzner('POST', `/firewalls/${firewall.id}/actions/remove_from_resources`, { remove_from });
    expect((await clouds.hetzner('DELETE', `/firewalls/${firewall.id}`)).status).toBe(204);
  });
});

describe('simulated Hetzner: primary IPs', () => {
  it('move only while the server is off, and outlive it unless they delete themselves', async () => {
    await using clouds = await simulatedClouds();
    const own = { name: 'own', type: 'ipv4', location: 'fsn1' };
    const ip = (await clouds.hetzner('POST', '/primary_ips', own)).body.primary_ip;
    const id = await running(clouds, { public_net: { enable_ipv4: true, enable_ipv6: false, ipv4: ip.id } });
    expect((await serverOf(clouds, id)).public_net.ipv4.id).toBe(ip.id);
    const unassign = (): Promise<TestAnswer> => clouds.hetzner('POST', `/primary_ips/${ip.id}/actions/unassign`);
    expect(await unassign()).toMatchObject(refusal(422, 'server_not_stopped'));
    expect(
      await clouds.hetzner('POST', '/servers', { ...order, name: 'two', public_net: { ipv4: ip.id } }),
    ).toMatchObject(refusal(422, 'primary_ip_assigned'));
    await clouds.hetzner('POST', `/servers/${id}/actions/poweroff`);
    await until(async () => (await unassign()).status === 201);
    await until(async () => !(await serverOf(clouds, id)).locked);
    const assign = { assignee_id: id, assignee_type: 'server' };
    expect((await clouds.hetzner('POST', `/primary_ips/${ip.id}/actions/assign`, assign)).status).toBe(201);
    await clouds.hetzner('DELETE', `/servers/${id}`);
    await until(
      async () => (await clouds.hetzner('GET', `/primary_ips/${ip.id}`)).body.primary_ip.assignee_id === null,
    );
    expect((await clouds.hetzner('PUT', `/primary_ips/${ip.id}`, { auto_delete: true })).body.primary_ip).toMatchObject(
      {
        auto_delete: true,
      },
    );
  });

  it('refuse a name for the wrong version of IP', async () => {
    await using clouds = await simulatedClouds();
    const own = { name: 'own', type: 'ipv6', location: 'fsn1' };
    const ip = (await clouds.hetzner('POST', '/primary_ips', own)).body.primary_ip;
    const wrong = await clouds.hetzner('POST', '/servers', { ...order, name: 'two', public_net: { ipv4: ip.id } });
    expect(wrong).toMatchObject(refusal(412, 'primary_ip_version_mismatch'));
  });
});

describe('simulated Hetzner: locks, protection and limits', () => {
  it('locks a server while an action runs, and shows the states between', async () => {
    await using clouds = await simulatedClouds({ actionDelayMs: 300 });
    const id = await running(clouds);
    const act = (name: string, body?: unknown): Promise<TestAnswer> =>
      clouds.hetzner('POST', `/servers/${id}/actions/${name}`, body);
    expect((await act('shutdown')).status).toBe(201);
    expect(await serverOf(clouds, id)).toMatchObject({ status: 'stopping', locked: true });
    expect(await act('poweron')).toMatchObject(refusal(423, 'locked'));
    await until(async () => (await serverOf(clouds, id)).status === 'off');
    await act('poweron');
    expect((await serverOf(clouds, id)).status).toBe('starting');
    await until(async () => (await serverOf(clouds, id)).status === 'running');
  });

  it('ends an action badly under the fault, and leaves the server as it was', async () => {
    await using clouds = await simulatedClouds();
    const id = await running(clouds);
    await clouds.control('POST', '/faults', { operation: 'reboot', effect: { kind: 'action-fails' } });
    const { action } = (await clouds.hetzner('POST', `/servers/${id}/actions/reboot`)).body;
    const ended = await until(async () => {
      const now = (await clouds.hetzner('GET', `/actions/${action.id}`)).body.action;
      return now.status === 'running' ? undefined : now;
    });
    expect(ended).toMatchObject({ status: 'error', error: { code: 'action_failed' } });
    expect(await serverOf(clouds, id)).toMatchObject({ status: 'running', locked: false });
  });

  it('refuses to delete a protected server', async () => {
    await using clouds = await simulatedClouds();
    const id = await running(clouds);
    const protect = (on: boolean): Promise<TestAnswer> =>
      clouds.hetzner('POST', `/servers/${id}/actions/change_protection`, { delete: on, rebuild: on });
    await protect(true);
    expect(await clouds.hetzner('DELETE', `/servers/${id}`)).toMatchObject(refusal(423, 'protected'));
    await until(async () => (await protect(false)).status === 201);
    expect((await clouds.hetzner('DELETE', `/servers/${id}`)).status).toBe(200);
  });

  it('holds the account to its servers and twice as many addresses, until the limit is lifted', async () => {
    await using clouds = await simulatedClouds({ hetznerServerLimit: 1 });
    await running(clouds);
    const another = (): Promise<TestAnswer> => clouds.hetzner('POST', '/servers', { ...order, name: 'two' });
    const limits = (name: string) => ({ error: { code: 'resource_limit_exceeded', details: { limits: [{ name }] } } });
    expect(await another()).toMatchObject({ status: 403, body: limits('server_limit') });
    const ip = await clouds.hetzner('POST', '/primary_ips', { name: 'ip', type: 'ipv4', location: 'fsn1' });
    expect(ip).toMatchObject({ status: 403, body: limits('primary_ip_limit') });
    await clouds.control('PATCH', '/settings', { hetznerServerLimit: null });
    expect((await another()).status).toBe(201);
  });
});

describe('simulated Hetzner: order of lists', () => {
  it('sorts by the fields of the reference and refuses others', async () => {
    await using clouds = await simulatedClouds();
    for (const name of ['b', 'c', 'a']) await clouds.hetzner('POST', '/servers', { ...order, name });
    const names = async (sort: string): Promise<string> =>
      (await clouds.hetzner('GET', `/servers?sort=${sort}`)).body.servers
        .map((server: { name: string }) => server.name)
        .join('');
    expect([await names('name'), await names('name:desc'), await names('created:desc'), await names('id')]).toEqual([
      'abc',
      'cba',
      'acb',
      'bca',
    ]);
    expect(await clouds.hetzner('GET', '/servers?sort=colour')).toMatchObject(refusal(422, 'invalid_input'));
    const actions = (await clouds.hetzner('GET', '/servers/actions?sort=command:desc&status=success')).body.actions;
    expect(actions.map((action: { command: string }) => action.command)).toEqual(
      expect.arrayContaining(['start_server', 'create_server']),
    );
    expect(actions[0].command).toBe('start_server');
    const any = await clouds.hetzner('GET', `/servers/actions/${actions[0].id}`);
    expect(any.body.action).toEqual(actions[0]);
  });
});
