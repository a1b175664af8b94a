import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { expect } from 'vitest';
import type { NodeClaim, NodePoolSpec } from '../../../src/api/generated.ts';
import { createKubeClient } from '../../../src/kube/client.ts';
import type { KubeClient } from '../../../src/kube/client-api.ts';
import { nodeClaims, nodeClasses, nodePools } from '../../../src/kube/cloudburst-resources.ts';
import { events, namespaces, nodes, pods, secrets } from '../../../src/kube/core-resources.ts';
import { loadKubeConfig } from '../../../src/kube/load-kube-config.ts';
import type { Resource, KubeObject } from '../../../src/kube/resource.ts';
import type { KubeEvent, Pod } from '../../../src/kube/types.ts';
import { findLeaks, newCanaries } from './canaries.ts';
import type { Canaries } from './canaries.ts';
import { startClouds } from './clouds.ts';
import type { Clouds } from './clouds.ts';
import { createController } from './controller.ts';
import type { Controller } from './controller.ts';
import { keepHistories, readHistories, replay } from './histories.ts';
import type { RecordedHistory } from './histories.ts';
import { deployments } from './deployments.ts';
import { exampleObjects } from './manifests.ts';
import type { Manifest } from './manifests.ts';
import { until } from './until.ts';
import { stack } from '../stack.ts';

/** How a world differs from the ordinary one. */
export interface WorldOptions {
  /** Variables of the controller. */
  readonly env?: Readonly<Record<string, string>>;
  /** Default 0s. */
  readonly bootDelay?: string;
  /** Start no controller; the test does. */
  readonly withoutController?: boolean;
  /** Create no Secrets; the test does. */
  readonly withoutSecrets?: boolean;
}

/** A namespace of its own with two empty simulated clouds and a controller; what a user has after the installation. */
export interface World extends AsyncDisposable {
  readonly kube: KubeClient;
  readonly namespace: string;
  readonly clouds: Clouds;
  readonly controller: Controller;
  readonly temporal: Client;
  readonly canaries: Canaries;
  /** Makes another controller process, for example a second watcher. */
  another(name: string, command?: string, env?: Readonly<Record<string, string>>): Promise<Controller>;
  /** Applies the example's NodePool and NodeClass, with changes to the pool's spec if wanted, and to the class's. */
  applyPool(change?: {
    readonly pool?: (spec: NodePoolSpec) => NodePoolSpec;
    readonly class?: (spec: Record<string, unknown>) => Record<string, unknown>;
  }): Promise<void>;
  createSecrets(): Promise<void>;
  /** Creates or scales the example's Deployment. */
  scale(replicas: number, requests?: Readonly<Record<string, string>>): Promise<void>;
  claims(): Promise<readonly NodeClaim[]>;
  pods(): Promise<readonly Pod[]>;
  events(): Promise<readonly KubeEvent[]>;
  /** Waits until exactly that many claims are Ready and as many pods run, and gives the claims. */
  untilReady(count: number, deadlineMs?: number): Promise<readonly NodeClaim[]>;
  /** `until` that tells how claims, pods and events stand when it fails. */
  until<T>(what: string, probe: () => Promise<T | undefined | false>, deadlineMs?: number): Promise<T>;
  /** Every history of this world's claims so far. */
  histories(): Promise<readonly RecordedHistory[]>;
}

/**
 * Starts a world. Its end is a test of its own: workload, pools and classes are deleted at once, and then none of them, no claim, Node, join token, machine, disk,
 * address and running cost may be left, every history must replay, and no secret may stand in any history, object, event, metric or log.
 */
export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const namespace = `world-${randomUUID().slice(0, 8)}`;
  const folder = join(stack().stateDir, namespace);
  mkdirSync(folder, { recursive: true });
  const kube = createKubeClient(await loadKubeConfig({ kubeconfig: stack().kubeconfig }));
  await kube.create(namespaces, { metadata: { name: namespace } });
  const clouds = await startClouds(folder, options.bootDelay === undefined ? {} : { bootDelay: options.bootDelay });
  const temporal = new Client({ connection: Connection.lazy({ address: stack().temporalAddress }) });
  const canaries = newCanaries();
  const env = controllerEnvironment(clouds, options.env);
  const controllers: Controller[] = [];
  const another: World['another'] = async (name, command, extra) => {
    const made = await createController({
      folder,
      name,
      ...(command === undefined ? {} : { command }),
      env: { ...env, ...extra },
    });
    controllers.push(made);
    return made;
  };
  const controller = await another('run');
  const seen = new Set<string>();
  const list = async <T extends KubeObject>(resource: Resource<T>): Promise<readonly T[]> =>
    (await kube.list(resource, { namespace })).items;
  const claims = async (): Promise<readonly NodeClaim[]> => {
    const found = await list(nodeClaims);
    for (const claim of found) seen.add(claim.metadata.uid);
    return found;
  };
  const objects = exampleObjects({ namespace, apiServer: stack().apiServer });
  const world: World = {
    kube,
    namespace,
    clouds,
    controller,
    temporal,
    canaries,
    another,
    claims,
    pods: () => list(pods),
    events: () => list(events),
    createSecrets: () => createSecrets(kube, namespace, canaries),
    applyPool: (change) => applyPool(kube, objects, change),
    scale: (replicas, requests) =>
      scale(kube, objectOf(objects, 'Deployment'), { replicas, ...(requests === undefined ? {} : { requests }) }),
    until: (what, probe, deadlineMs) =>
      until(what, probe, { ...(deadlineMs === undefined ? {} : { deadlineMs }), describe: () => describe(world) }),
    untilReady: (count, deadlineMs = 45_000) => untilReady(world, count, deadlineMs),
    histories: async () => {
      await claims();
      return readHistories(temporal, seen);
    },
    [Symbol.asyncDispose]: () => end(world, controllers),
  };
  if (!options.withoutSecrets) await world.createSecrets();
  if (!options.withoutController) await controller.start();
  return world;
}

function controllerEnvironment(
  clouds: Clouds,
  extra: Readonly<Record<string, string>> | undefined,
): Readonly<Record<string, string>> {
  return {
    KUBECONFIG: stack().kubeconfig,
    TEMPORAL_ADDRESS: stack().temporalAddress,
    HETZNER_ENDPOINT: clouds.hetznerEndpoint,
    SCALEWAY_ENDPOINT: clouds.scalewayEndpoint,
    CLOUDBURST_LEADER_ELECT: 'false',
    CLOUDBURST_SETTLE_PERIOD: '3s',
    ...extra,
  };
}

async function createSecrets(kube: KubeClient, namespace: string, canaries: Canaries): Promise<void> {
  const values = {
    'hetzner-api-token': { HETZNER_API_TOKEN: canaries.hetznerToken },
    'scaleway-api-keys': { SCW_SECRET_KEY: canaries.scalewayKey },
    'tailscale-auth': { authkey: canaries.tailscaleKey },
  };
  for (const [name, data] of Object.entries(values)) {
    const encoded = Object.fromEntries(
      Object.entries(data).map(([key, value]) => [key, Buffer.from(value).toString('base64')]),
    );
    await kube.create(secrets, { metadata: { namespace, name }, data: encoded });
  }
}

function objectOf(objects: readonly Manifest[], kind: string): Manifest {
  const found = objects.find((object) => object.kind === kind);
  if (found === undefined) throw new Error(`examples/dr-example.yaml holds no ${kind}`);
  return found;
}

async function applyPool(
  kube: KubeClient,
  objects: readonly Manifest[],
  change: Parameters<World['applyPool']>[0] = {},
): Promise<void> {
  const pool = objectOf(objects, 'NodePool');
  const nodeClass = objectOf(objects, 'NodeClass');
  const same = <T>(spec: T): T => spec;
  const apply = { type: 'apply', fieldManager: 'test', force: true } as const;
  const key = (manifest: Manifest) => ({
    namespace: manifest.metadata.namespace ?? 'default',
    name: manifest.metadata.name,
  });
  await kube.patch(
    nodeClasses,
    key(nodeClass),
    { ...nodeClass, spec: (change.class ?? same)(nodeClass.spec) } as never,
    apply,
  );
  await kube.patch(nodePools, key(pool), { ...pool, spec: (change.pool ?? same)(pool.spec as never) } as never, apply);
}

async function scale(
  kube: KubeClient,
  deployment: Manifest,
  wanted: { replicas: number; requests?: Readonly<Record<string, string>> },
): Promise<void> {
  const manifest = structuredClone(deployment) as unknown as {
    spec: {
      replicas: number;
      template: { spec: { terminationGracePeriodSeconds?: number; containers: { resources: unknown }[] } };
    };
  };
  manifest.spec.replicas = wanted.replicas;
  manifest.spec.template.spec.terminationGracePeriodSeconds = 0;
  const [container] = manifest.spec.template.spec.containers;
  if (wanted.requests !== undefined && container !== undefined) container.resources = { requests: wanted.requests };
  const key = { namespace: deployment.metadata.namespace ?? 'default', name: deployment.metadata.name };
  await kube.patch(deployments, key, manifest as never, { type: 'apply', fieldManager: 'test', force: true });
}

async function untilReady(world: World, count: number, deadlineMs: number): Promise<readonly NodeClaim[]> {
  return world.until(
    `${count} Ready claims and ${count} running pods`,
    async () => {
      const claims = await world.claims();
      const running = (await world.pods()).filter((pod) => pod.status?.phase === 'Running');
      return claims.length === count &&
        claims.every((claim) => claim.status?.phase === 'Ready') &&
        running.length === count
        ? claims
        : undefined;
    },
    deadlineMs,
  );
}

async function describe(world: World): Promise<string> {
  const [claims, found, told] = await Promise.all([world.claims(), world.pods(), world.events()]);
  return [
    ...claims.map((claim) => `claim ${claim.metadata.name}: ${JSON.stringify(claim.status)}`),
    ...found.map((pod) => `pod ${pod.metadata.name}: ${pod.status?.phase} on ${pod.spec.nodeName}`),
    ...told.map((event) => `event ${event.reason} on ${event.regarding?.name}: ${event.note}`),
    `controller: ${tail(world.controller.logFile)}`,
  ].join('\n');
}

function tail(file: string): string {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-15).join('\n');
  } catch {
    return 'no log';
  }
}

/** Takes the world down and holds what must hold at every end. */
async function end(world: World, controllers: readonly Controller[]): Promise<void> {
  const { kube, namespace, clouds } = world;
  try {
    if (!(await world.controller.ready().catch(() => false))) {
      await world.controller.stop();
      await world.controller.start();
    }
    await clouds.control('DELETE', '/faults');
    await world.claims();
    const ours = [nodePools, nodeClasses] as const;
    for (const resource of [deployments, ...ours] as const) {
      for (const { metadata } of (await kube.list<KubeObject>(resource, { namespace })).items)
        await kube.delete<KubeObject>(resource, { namespace, name: metadata.name });
    }
    await world.until('all claims gone', async () => (await world.claims()).length === 0, 90_000);
    for (const resource of ours) {
      const isEmpty = async () => (await kube.list<KubeObject>(resource, { namespace })).items.length === 0;
      await world.until(`all ${resource.plural} gone`, isEmpty);
    }
    await expectNothingLeft(world);
    const histories = await world.histories();
    keepHistories(histories, process.env['HISTORIES_DIR']);
    expect(await replay(histories), 'every history replays').toEqual([]);
    await expectNoSecrets(world, histories);
  } finally {
    for (const controller of controllers) await controller.stop();
    await clouds.stop();
    await kube.delete(namespaces, { name: namespace });
    await kube.close();
    await world.temporal.connection.close();
  }
}

async function expectNothingLeft(world: World): Promise<void> {
  const { hetzner, scaleway } = await world.clouds.contents();
  const left = {
    servers: [...hetzner.servers, ...scaleway.servers],
    volumes: [...hetzner.volumes, ...scaleway.volumes],
    ips: [...hetzner.ips, ...scaleway.ips],
  };
  expect(left, 'the clouds are empty').toEqual({ servers: [], volumes: [], ips: [] });
  expect(await world.clouds.eurPerHour(), 'nothing is billed').toBe(0);
  const tokens = await world.kube.list(secrets, { namespace: 'kube-system', labelSelector: 'cloudburst.io/nodeclaim' });
  expect(
    tokens.items.map((token) => token.metadata.name),
    'no join token',
  ).toEqual([]);
  const own = await world.kube.list(nodes, { labelSelector: 'cloudburst.io/nodeclaim' });
  expect(
    own.items.map((node) => node.metadata.name),
    'no Node',
  ).toEqual([]);
}

async function expectNoSecrets(world: World, histories: readonly RecordedHistory[]): Promise<void> {
  const { kube, namespace, controller } = world;
  const objects = await Promise.all(
    [nodePools, nodeClasses, events, pods, deployments].map(
      async (resource) => (await kube.list<KubeObject>(resource, { namespace })).items,
    ),
  );
  const metrics = await fetch(controller.metricsUrl).then((answer) => answer.text());
  const texts = {
    ...Object.fromEntries(histories.map(({ workflowId, json }) => [workflowId, json])),
    objects: JSON.stringify(objects),
    metrics,
    'log of the controller': readFileSync(controller.logFile, 'utf8'),
  };
  expect(findLeaks(texts, { ...world.canaries }), 'no secret anywhere').toEqual([]);
  for (const { workflowId, json } of histories) expect(json, workflowId).not.toMatch(/\b[a-z0-9]{6}\.[a-z0-9]{16}\b/);
}
