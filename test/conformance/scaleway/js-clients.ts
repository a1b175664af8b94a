import { Blockv1 } from '@scaleway/sdk-block';
import { createAdvancedClient, Errors, withProfile } from '@scaleway/sdk-client';
import { Instancev1 } from '@scaleway/sdk-instance';
import { Marketplacev2 } from '@scaleway/sdk-marketplace';
import { expect } from 'vitest';
import type { SimulatedClouds } from '../../helpers/simulated-clouds.ts';
import { until } from '../../helpers/simulated-clouds.ts';

/** Project of everything that the checks make. */
export const project = '22222222-2222-4222-8222-222222222222';
/** An id that nothing has. */
export const absent = '33333333-3333-4333-8333-333333333333';

/** Scaleway's own JavaScript clients, pointed at the simulation. */
export class Cloud {
  readonly clouds: SimulatedClouds;
  readonly instance: Instancev1.API;
  readonly block: Blockv1.API;
  readonly marketplace: Marketplacev2.API;

  constructor(clouds: SimulatedClouds, secretKey = '11111111-1111-4111-8111-111111111111') {
    const profile = {
      accessKey: 'SCW11111111111111111',
      secretKey,
      defaultProjectId: project,
      defaultZone: 'fr-par-1',
    };
    const client = createAdvancedClient(withProfile({ ...profile, apiURL: clouds.endpoints.scaleway }));
    this.clouds = clouds;
    this.instance = new Instancev1.API(client);
    this.block = new Blockv1.API(client);
    this.marketplace = new Marketplacev2.API(client);
  }

  /** A server that stays off. */
  async made(change: Partial<Instancev1.CreateServerRequest> = {}): Promise<Instancev1.Server> {
    const order = { commercialType: 'DEV1-S', image: 'ubuntu_jammy', name: 'one', protected: false, ...change };
    const { server } = await this.instance.createServer(order);
    if (server === undefined) throw new Error('The answer holds no server');
    return server;
  }

  /** A server that runs. */
  async running(change: Partial<Instancev1.CreateServerRequest> = {}): Promise<Instancev1.Server> {
    const { id } = await this.made(change);
    await this.act(id, 'poweron');
    return this.reaches(id, 'running');
  }

  async act(serverId: string, action: Instancev1.ServerAction): Promise<Instancev1.Task | undefined> {
    return (await this.instance.serverAction({ serverId, action })).task;
  }

  async reaches(serverId: string, state: Instancev1.ServerState): Promise<Instancev1.Server> {
    return until(async () => {
      const { server } = await this.instance.getServer({ serverId });
      return server?.state === state ? server : undefined;
    });
  }

  /** Waits until the server is not found. */
  async gone(serverId: string): Promise<void> {
    await until(() => this.instance.getServer({ serverId }).then(undefined, isNotFound));
  }

  /** Arms an effect for creates of servers, and expects the client's own error of it. */
  async refused(effect: Record<string, unknown>, kind: new (...parts: never[]) => Error): Promise<void> {
    const rule = { provider: 'scaleway', operation: 'create-server', count: 1, effect };
    expect((await this.clouds.control('POST', '/faults', rule)).status).toBe(201);
    await expect(this.made()).rejects.toBeInstanceOf(kind);
  }
}

/** Whether the client was told that something is not found. */
export function isNotFound(error: unknown): boolean {
  return error instanceof Errors.ResourceNotFoundError;
}
