import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { readPidFile } from '../hack/local/pid-file.ts';
import { createKubeClient } from '../src/kube/client.ts';
import type { KubeClient } from '../src/kube/client-api.ts';
import { nodeClaims, nodeClasses, nodePools } from '../src/kube/cloudburst-resources.ts';
import { namespaces, pods, secrets } from '../src/kube/core-resources.ts';
import { loadKubeConfig } from '../src/kube/load-kube-config.ts';
import type { KubeObject } from '../src/kube/resource.ts';
import { startClouds } from '../test/e2e/world/clouds.ts';
import type { Clouds } from '../test/e2e/world/clouds.ts';
import { createController } from '../test/e2e/world/controller.ts';
import { until } from '../test/e2e/world/until.ts';
import { follow } from './follower.ts';
import type { Follower, Moment } from './follower.ts';
import { startRelay } from './relay.ts';
import type { Relay } from './relay.ts';
import type { Shop } from './shop.ts';
import type { Stack } from './stack.ts';

/** A namespace of its own with two simulated clouds and a freshly started `cloudburst run`. */
export interface Stage extends AsyncDisposable {
  readonly stack: Stack;
  readonly kube: KubeClient;
  readonly namespace: string;
  readonly folder: string;
  readonly clouds: Clouds;
  readonly temporal: Client;
  readonly follower: Follower;
  /** What stands between the controller and the simulated Hetzner, if that was asked for. */
  readonly relay: Relay | undefined;
  /** Process number of `cloudburst run`. */
  readonly pid: number;
}

/** How a stage differs from the ordinary one. */
export interface StageOptions {
  /** Puts a relay that can be made a black hole before Hetzner. */
  readonly withRelay?: boolean;
}

/** Sets the stage; its disposal takes everything away again. */
export async function setStage(stack: Stack, options: StageOptions = {}): Promise<Stage> {
  const closing = new AsyncDisposableStack();
  try {
    return await build(stack, options, closing);
  } catch (error) {
    await closing.disposeAsync();
    throw error;
  }
}

async function build(stack: Stack, options: StageOptions, closing: AsyncDisposableStack): Promise<Stage> {
  const namespace = `bench-${randomUUID().slice(0, 8)}`;
  const folder = join(stack.stateDir, namespace);
  mkdirSync(folder, { recursive: true });
  const kube = createKubeClient(await loadKubeConfig({ kubeconfig: stack.kubeconfig }));
  closing.defer(() => kube.close());
  await kube.create(namespaces, { metadata: { name: namespace } });
  await createSecrets(kube, namespace);
  const clouds = await startClouds(folder);
  closing.defer(() => clouds.stop());
  const relay = options.withRelay === true ? await startRelay(clouds.hetznerEndpoint) : undefined;
  closing.defer(async () => relay?.stop());
  const connection = Connection.lazy({ address: stack.temporalAddress });
  closing.defer(() => connection.close());
  const hetznerEndpoint = relay?.endpoint ?? clouds.hetznerEndpoint;
  const controller = await createController({ folder, name: 'run', env: environment(stack, hetznerEndpoint, clouds) });
  closing.defer(() => controller.stop());
  await controller.start();
  const follower = await follow(kube, namespace);
  closing.defer(() => follower.stop());
  closing.defer(() => closeShop({ kube, namespace, follower }));
  const pid = readPidFile(join(folder, 'run.pid'))?.pid;
  if (pid === undefined) throw new Error(`cloudburst run has ended; read ${controller.logFile}`);
  const temporal = new Client({ connection });
  const dispose = (): Promise<void> => closing.disposeAsync();
  return { stack, kube, namespace, folder, clouds, temporal, follower, relay, pid, [Symbol.asyncDispose]: dispose };
}

function environment(stack: Stack, hetznerEndpoint: string, clouds: Clouds): Readonly<Record<string, string>> {
  return {
    KUBECONFIG: stack.kubeconfig,
    TEMPORAL_ADDRESS: stack.temporalAddress,
    HETZNER_ENDPOINT: hetznerEndpoint,
    SCALEWAY_ENDPOINT: clouds.scalewayEndpoint,
    CLOUDBURST_LEADER_ELECT: 'false',
    CLOUDBURST_SETTLE_PERIOD: '3s',
  };
}

async function createSecrets(kube: KubeClient, namespace: string): Promise<void> {
  const values = {
    'hetzner-api-token': { HETZNER_API_TOKEN: randomUUID() },
    'scaleway-api-keys': { SCW_SECRET_KEY: randomUUID() },
    'tailscale-auth': { authkey: randomUUID() },
  };
  for (const [name, entries] of Object.entries(values)) {
    const data = Object.fromEntries(Object.entries(entries).map(([key, value]) => [key, btoa(value)]));
    await kube.create(secrets, { metadata: { namespace, name }, data });
  }
}

/** Creates pool and class under the names of the example. */
export async function openShop({ kube, namespace }: Stage, { pool, nodeClass }: Shop): Promise<void> {
  await kube.create(nodeClasses, { metadata: { namespace, name: 'dr-nodeclass' }, spec: nodeClass });
  await kube.create(nodePools, { metadata: { namespace, name: 'dr-nodepool' }, spec: pool });
}

/** Leaves nothing that the next stage could buy from: a pool serves the pods of all namespaces. */
async function closeShop(stage: Pick<Stage, 'kube' | 'namespace' | 'follower'>): Promise<void> {
  await clear(stage);
  const { kube, namespace } = stage;
  await kube.delete(nodePools, { namespace, name: 'dr-nodepool' });
  await kube.delete(nodeClasses, { namespace, name: 'dr-nodeclass' });
  const isEmpty = async (): Promise<boolean> =>
    (await kube.list(nodePools, { namespace })).items.length +
      (await kube.list(nodeClasses, { namespace })).items.length ===
    0;
  await until('pool and class gone', isEmpty);
}

/** Deletes all pods and claims and waits until they and their machines are gone. */
export async function clear(stage: Pick<Stage, 'kube' | 'namespace' | 'follower'>): Promise<void> {
  const { kube, namespace, follower } = stage;
  // Read anew: what the follower has not seen yet would be left standing.
  const [standing, bought] = await Promise.all([kube.list(pods, { namespace }), kube.list(nodeClaims, { namespace })]);
  const names = (list: { readonly items: readonly KubeObject[] }): string[] =>
    list.items.map(({ metadata }) => metadata.name);
  await Promise.all(names(standing).map((name) => kube.delete(pods, { namespace, name }, { gracePeriodSeconds: 0 })));
  await Promise.all(names(bought).map((name) => kube.delete(nodeClaims, { namespace, name })));
  const isGone = (moment: Moment): boolean => follower.at(moment) !== undefined;
  const moments = [
    ...names(standing).map((name): Moment => `pod ${name} gone`),
    ...names(bought).map((name): Moment => `claim ${name} gone`),
  ];
  await follower.until('pods and claims gone', () => (moments.every(isGone) ? true : undefined), 120_000);
}
