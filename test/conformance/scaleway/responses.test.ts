import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { scalewayRoutes } from '../../../src/simulation/clouds/scaleway/cloud.ts';
import { createRouter } from '../../../src/simulation/http/router.ts';
import type { SimulatedClouds, TestAnswer } from '../../helpers/simulated-clouds.ts';
import { simulatedClouds, until } from '../../helpers/simulated-clouds.ts';
import { refusals, responses } from './responses.ts';
import { lackingFields } from './vendor-shapes.ts';

interface Seen {
  readonly operation: string;
  readonly answer: TestAnswer;
}

const instance = '/instance/v1/zones/fr-par-1';
const block = '/block/v1/zones/fr-par-1/volumes';

/** Calls the simulation, and remembers which operation answered what. */
function recorder(clouds: SimulatedClouds, seen: Seen[]) {
  const router = createRouter(scalewayRoutes);
  return async (method: string, path: string, body?: unknown): Promise<TestAnswer> => {
    const answer = await clouds.scaleway(method, path, body);
    const operation = router.match(method, path.replace(/\?.*/, ''))?.route.name ?? 'unknown';
    seen.push({ operation, answer });
    return answer;
  };
}

type Call = ReturnType<typeof recorder>;

/** Each operation on everything that it may be asked of, in the states that differ. */
async function tour(call: Call): Promise<void> {
  const images = await call('GET', '/marketplace/v2/local-images?zone=fr-par-1&image_label=ubuntu_jammy&arch=x86_64');
  for (const image of images.body.local_images) {
    await call('GET', `/marketplace/v2/local-images/${image.id}`);
    await call('GET', `${instance}/images/${image.id}`);
    await tourServer(call, image.id);
  }
  await call('GET', `${instance}/products/servers`);
  await call('GET', `${instance}/products/servers/availability`);
  await tourBlock(call);
}

async function tourServer(call: Call, image: string): Promise<void> {
  const security = (await call('POST', `${instance}/security_groups`, { name: 'g' })).body.security_group.id;
  const placement = (await call('POST', `${instance}/placement_groups`, { name: 'g' })).body.placement_group.id;
  const { ip } = (await call('POST', `${instance}/ips`, { tags: ['t'] })).body;
  const groups = { security_group: security, placement_group: placement };
  const order = { name: 'one', commercial_type: 'DEV1-S', image, public_ips: [ip.id], ...groups };
  const { server } = (await call('POST', `${instance}/servers`, order)).body;
  const one = `${instance}/servers/${server.id}`;
  const reaches = (state: string) => until(async () => (await call('GET', one)).body.server.state === state);
  const act = (action: string) => call('POST', `${one}/action`, { action });
  await call('PATCH', `${one}/user_data/cloud-init`, 'text');
  for (const path of ['/user_data', '/user_data/cloud-init', '/private_nics']) await call('GET', one + path);
  await call('DELETE', `${one}/user_data/cloud-init`);
  const { headers } = await act('poweron');
  await reaches('running');
  await call('GET', headers.get('location') ?? '');
  await act('backup');
  await call('GET', one);
  for (const list of ['servers', 'ips', 'volumes', 'security_groups', 'placement_groups']) {
    await call('GET', `${instance}/${list}`);
  }
  await call('PATCH', one, { tags: ['t'] });
  await act('stop_in_place');
  await reaches('stopped in place');
  await act('poweroff');
  await reaches('stopped');
  const disk = { volume_id: server.volumes['0'].id };
  await call('POST', `${one}/detach-volume`, disk);
  await call('POST', `${one}/attach-volume`, disk);
  await call('PATCH', `${instance}/ips/${ip.id}`, { server: null, reverse: 'a.example' });
  await call('GET', `${instance}/ips/${ip.id}`);
  await call('DELETE', `${instance}/ips/${ip.id}`);
  const local = { name: 'v', volume_type: 'l_ssd', size: 10e9 };
  const { volume } = (await call('POST', `${instance}/volumes`, local)).body;
  await call('GET', `${instance}/volumes/${volume.id}`);
  await call('DELETE', `${instance}/volumes/${volume.id}`);
  await call('DELETE', one);
  for (const path of [`security_groups/${security}`, `placement_groups/${placement}`]) {
    await call('GET', `${instance}/${path}`);
    await call('DELETE', `${instance}/${path}`);
  }
}

async function tourBlock(call: Call): Promise<void> {
  const { id } = (await call('POST', block, { name: 'v', from_empty: { size: 5e9 } })).body;
  await call('GET', block);
  await call('PATCH', `${block}/${id}`, { tags: ['t'] });
  await call('DELETE', `${block}/${id}`);
  await call('GET', `${block}/${id}`);
}

/** Everything that the clouds refuse by themselves, and every error that a fault can ask for. */
async function tourRefusals(call: Call, clouds: SimulatedClouds): Promise<void> {
  const nobody = '33333333-3333-4333-8333-333333333333';
  for (const list of ['servers', 'ips', 'volumes', 'security_groups', 'placement_groups', 'tasks', 'images']) {
    await call('GET', `${instance}/${list}/${nobody}`);
  }
  await call('GET', '/instance/v1/nowhere');
  const { server } = (await call('POST', `${instance}/servers`, { commercial_type: 'DEV1-S', image: 'ubuntu_jammy' }))
    .body;
  await call('POST', `${instance}/servers/${server.id}/action`, { action: 'terminate' });
  await call('DELETE', `${block}/${server.volumes['0'].id}`);
  for (const code of Object.keys(refusals)) {
    if (code === 'invalid_request_error' || code === 'unknown_resource') continue;
    const effect = { kind: 'error-before', status: 400, code };
    await clouds.control('POST', '/faults', { provider: 'scaleway', count: 1, effect });
    await call('GET', `${instance}/servers`);
  }
}

const delays = { bootDelayMs: 30, deleteDelayMs: 30 };

describe("simulated Scaleway: answers have the vendor's fields, all of them and no other", () => {
  it('on every route', async () => {
    const seen: Seen[] = [];
    await using clouds = await simulatedClouds(delays);
    await tour(recorder(clouds, seen));
    const wrong = seen.flatMap(({ operation, answer }) => {
      const parsed = responses[operation]?.safeParse(answer.body);
      if (answer.status < 300 && parsed?.success === true) return [];
      return [
        `${operation} ${answer.status}: ${parsed?.success === false ? z.prettifyError(parsed.error) : 'refused'}`,
      ];
    });
    expect(wrong).toEqual([]);
    const driven = new Set(seen.map(({ operation }) => operation));
    expect(scalewayRoutes.map((route) => route.name).filter((name) => !driven.has(name))).toEqual([]);
  });

  it('in every refusal', async () => {
    const seen: Seen[] = [];
    await using clouds = await simulatedClouds(delays);
    await tourRefusals(recorder(clouds, seen), clouds);
    const refused = seen.filter(({ answer }) => answer.status >= 400);
    for (const { answer } of refused) {
      const parsed = refusals[answer.body.type]?.safeParse(answer.body);
      expect({ type: answer.body.type, issues: parsed?.error?.issues ?? [] }).toEqual({
        type: answer.body.type,
        issues: [],
      });
    }
    expect([...new Set(refused.map(({ answer }) => answer.body.type))].toSorted()).toEqual(
      Object.keys(refusals).toSorted(),
    );
  });

  it('says in docs/simulation.md which fields it lacks', () => {
    const text = readFileSync(new URL('../../../docs/simulation.md', import.meta.url), 'utf8');
    const section = text.split('### Fields that Scaleway has and the simulation lacks\n')[1]?.split('\n#')[0] ?? '';
    const listed = [...section.matchAll(/^\| `([a-z_.]+)` \|/gm)].map((match) => match[1]);
    expect(listed.toSorted()).toEqual(lackingFields.toSorted());
  });
});
