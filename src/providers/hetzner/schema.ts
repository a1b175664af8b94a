import { z } from 'zod';

// Only what is used is checked; unknown fields are ignored, so that an additive change of the API breaks nothing.
// Source of all shapes: https://docs.hetzner.cloud/reference/cloud

const failureDetail = z.looseObject({ code: z.string(), message: z.string().default('') });

/** The envelope of every refusal. */
export const errorSchema = z.looseObject({
  error: z.looseObject({
    code: z.string(),
    message: z.string().default(''),
    details: z.looseObject({ fields: z.array(z.looseObject({ name: z.string() })).optional() }).nullish(),
  }),
});

/** What a change is followed by. */
export const actionSchema = z.looseObject({
  id: z.number(),
  status: z.string(),
  error: failureDetail.nullish(),
});
export type HetznerAction = z.infer<typeof actionSchema>;
export const actionAnswer = z.looseObject({ action: actionSchema });

const publicAddress = z.looseObject({ id: z.number().nullish() }).nullish();
const place = z.looseObject({ name: z.string() });

/** A server. `location` took over from `datacenter`, which went away on 1 July 2026. */
export const serverSchema = z.looseObject({
  id: z.number(),
  name: z.string(),
  status: z.string(),
  created: z.string(),
  labels: z.record(z.string(), z.string()).default({}),
  server_type: z.looseObject({ name: z.string() }),
  location: place.nullish(),
  datacenter: z.looseObject({ location: place }).nullish(),
  public_net: z.looseObject({ ipv4: publicAddress, ipv6: publicAddress }).nullish(),
});
export type HetznerServer = z.infer<typeof serverSchema>;

export const serverAnswer = z.looseObject({ server: serverSchema });
/** The create answer also holds a root password in some cases; it is not read. */
export const createdAnswer = z.looseObject({ server: serverSchema, action: actionSchema });

const pagination = z.looseObject({ next_page: z.number().nullish(), total_entries: z.number().nullish() });
const meta = z.looseObject({ pagination: pagination.nullish() }).nullish();
export const serversPage = z.looseObject({ servers: z.array(serverSchema), meta });

const keySchema = z.looseObject({
  id: z.number(),
  name: z.string(),
  labels: z.record(z.string(), z.string()).default({}),
});
export const keysPage = z.looseObject({ ssh_keys: z.array(keySchema), meta });
export const keyAnswer = z.looseObject({ ssh_key: keySchema });

export const addressesPage = z.looseObject({
  primary_ips: z.array(
    z.looseObject({
      id: z.number(),
      assignee_id: z.number().nullish(),
      labels: z.record(z.string(), z.string()).default({}),
    }),
  ),
  meta,
});

const netPrice = z.looseObject({ net: z.string() });
const deprecation = z.looseObject({ unavailable_after: z.string() }).nullish();

/** A server type with what it costs and whether it is in stock at each location. Prices are strings. */
export const serverTypeSchema = z.looseObject({
  name: z.string(),
  cores: z.number(),
  memory: z.number(),
  disk: z.number(),
  architecture: z.string(),
  deprecation,
  prices: z.array(z.looseObject({ location: z.string(), price_hourly: netPrice.nullish() })).default([]),
  locations: z.array(z.looseObject({ name: z.string(), available: z.boolean().nullish(), deprecation })).nullish(),
});
export type HetznerServerType = z.infer<typeof serverTypeSchema>;
export const serverTypesPage = z.looseObject({ server_types: z.array(serverTypeSchema), meta });

export const locationsPage = z.looseObject({
  locations: z.array(z.looseObject({ name: z.string(), country: z.string() })),
  meta,
});

export const pricingAnswer = z.looseObject({
  pricing: z.looseObject({
    currency: z.string(),
    primary_ips: z
      .array(
        z.looseObject({
          type: z.string(),
          prices: z.array(z.looseObject({ location: z.string(), price_hourly: netPrice.nullish() })),
        }),
      )
      .default([]),
  }),
});
export type HetznerPricing = z.infer<typeof pricingAnswer>['pricing'];
