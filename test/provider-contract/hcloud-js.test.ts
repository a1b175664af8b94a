import { createRequire } from 'node:module';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { simulatedClouds } from '../helpers/simulated-clouds.ts';
import type { SimulatedClouds } from '../helpers/simulated-clouds.ts';

/** The part of hcloud-js that is used here; the package brings no types. */
interface HcloudJs {
  readonly Client: new (options: { readonly token: string; readonly baseURL: string }) => {
    readonly servers: { build(name: string): ServerBuilder; list(): Promise<unknown> };
  };
}
interface ServerBuilder {
  serverType(name: string): ServerBuilder;
  image(name: string): ServerBuilder;
  location(name: string): ServerBuilder;
  create(): Promise<unknown>;
}

// A required package has the type any; the interface above says what is used of it.
const { Client }: HcloudJs = createRequire(import.meta.url)('hcloud-js');

let clouds: SimulatedClouds;
beforeEach(async () => void (clouds = await simulatedClouds()));
afterEach(() => clouds[Symbol.asyncDispose]());

async function receivedCreates(): Promise<number> {
  const { body } = await clouds.control('GET', '/requests?provider=hetzner&operation=create-server');
  return body.requests.length;
}

// The reason of docs/adr/0002-own-hetzner-client.md.
it('hcloud-js breaks on the answer of today after its create was sent, and the server is left and billed', async () => {
  const client = new Client({ token: 'test-token', baseURL: clouds.endpoints.hetzner });
  const created = client.servers.build('a').serverType('cx23').image('ubuntu-24.04').location('fsn1').create();
  await expect(created).rejects.toThrow(/undefined \(reading 'id'\)/u);
  expect(await receivedCreates()).toBe(1);
  const left = await clouds.hetzner('GET', '/servers');
  expect(left.body.servers.map((server: { name: string }) => server.name)).toEqual(['a']);
  expect(left.body.servers[0]).not.toHaveProperty('datacenter');
});

it('hcloud-js cannot list the server that it left either', async () => {
  await clouds.hetzner('POST', '/servers', { name: 'a', server_type: 'cx23', image: 'ubuntu-24.04', location: 'fsn1' });
  const client = new Client({ token: 'test-token', baseURL: clouds.endpoints.hetzner });
  await expect(client.servers.list()).rejects.toThrow(/undefined \(reading 'id'\)/u);
});
