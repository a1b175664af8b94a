import { z } from 'zod';
import { jsonResponse, noContent } from '../http/exchange.ts';
import type { Route } from '../http/router.ts';
import { readBody } from './handler.ts';
import type { Handler } from './handler.ts';

const reset: Handler = async (world) => {
  world.timers.clear();
  world.book.clear();
  for (const stock of Object.values(world.stocks)) stock.clear();
  await Promise.all(world.clouds.map((cloud) => cloud.reset()));
  world.ledger.clear();
  world.requests.clear();
  return noContent();
};

const stockSchema = z.strictObject({
  provider: z.enum(['hetzner', 'scaleway']),
  /** Instance type, `*` for all. */
  type: z.string().default('*'),
  /** Location or zone, `*` for all. */
  location: z.string().default('*'),
  /** Servers that can still be bought; null for no limit. */
  left: z.number().int().min(0).nullable(),
});

const setStock: Handler = (world, { request }) => {
  const body = readBody(stockSchema, request);
  if ('refusal' in body) return body.refusal;
  const { provider, ...entry } = body.value;
  world.stocks[provider].set(entry);
  return showStock(world, { request, params: {} });
};

const showStock: Handler = (world) =>
  jsonResponse(200, { hetzner: world.stocks.hetzner.list(), scaleway: world.stocks.scaleway.list() });

const setBootDelay: Handler = (world, { request }) => {
  const body = readBody(z.strictObject({ ms: z.number().int().min(0).max(3_600_000) }), request);
  if ('refusal' in body) return body.refusal;
  world.settings.bootDelayMs = body.value.ms;
  return jsonResponse(200, body.value);
};

const delayMs = z.number().int().min(0).max(3_600_000);

const settingsSchema = z.strictObject({
  bootDelayMs: delayMs.optional(),
  deleteDelayMs: delayMs.nullable().optional(),
  actionDelayMs: delayMs.optional(),
  hetznerServerLimit: z.number().int().min(0).nullable().optional(),
  scalewayQuotas: z.record(z.string(), z.number().int().min(0)).optional(),
  scalewayRequestsPerSecond: z.number().int().min(1).nullable().optional(),
});

const showSettings: Handler = (world) => jsonResponse(200, world.settings);

const changeSettings: Handler = (world, { request }) => {
  const body = readBody(settingsSchema, request);
  if ('refusal' in body) return body.refusal;
  Object.assign(world.settings, body.value);
  return jsonResponse(200, world.settings);
};

/** How the clouds behave, and a fresh start. */
export const settingRoutes: readonly Route<Handler>[] = [
  { name: 'reset', method: 'POST', template: '/reset', handle: reset },
  { name: 'set-stock', method: 'PUT', template: '/stock', handle: setStock },
  { name: 'show-stock', method: 'GET', template: '/stock', handle: showStock },
  { name: 'show-settings', method: 'GET', template: '/settings', handle: showSettings },
  { name: 'change-settings', method: 'PATCH', template: '/settings', handle: changeSettings },
  { name: 'set-boot-delay', method: 'PUT', template: '/boot-delay', handle: setBootDelay },
];
