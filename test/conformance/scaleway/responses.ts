import { z } from 'zod';
import { shapes } from './vendor-shapes.ts';

const nothing = z.literal('');
const one = (key: keyof typeof shapes): z.ZodType => z.strictObject({ [key]: shapes[key] });
const many = (key: string, entry: z.ZodType): z.ZodType => z.strictObject({ [key]: z.array(entry) });
const counted = (key: string, entry: z.ZodType): z.ZodType =>
  z.strictObject({ [key]: z.array(entry), total_count: z.number().int() });
const byName = (entry: z.ZodType): z.ZodType => z.strictObject({ servers: z.record(z.string(), entry) });
const stock = z.strictObject({ availability: z.enum(['available', 'scarce', 'shortage']) });

/** What each operation answers when it does what it was asked. */
export const responses: Readonly<Record<string, z.ZodType>> = {
  'create-server': one('server'),
  'list-servers': many('servers', shapes.server),
  'get-server': one('server'),
  'update-server': one('server'),
  'delete-server': nothing,
  'server-action': one('task'),
  'list-private-nics': many('private_nics', z.never()),
  'list-user-data': z.strictObject({ user_data: z.array(z.string()) }),
  'get-user-data': z.string().min(1),
  'set-user-data': nothing,
  'delete-user-data': nothing,
  'get-task': one('task'),
  'list-ips': many('ips', shapes.ip),
  'create-ip': one('ip'),
  'get-ip': one('ip'),
  'update-ip': one('ip'),
  'delete-ip': nothing,
  'list-local-volumes': many('volumes', shapes.volume),
  'create-local-volume': one('volume'),
  'get-local-volume': one('volume'),
  'delete-local-volume': nothing,
  'attach-volume': one('server'),
  'detach-volume': one('server'),
  'list-volumes': counted('volumes', shapes.block_volume),
  'create-volume': shapes.block_volume,
  'get-volume': shapes.block_volume,
  'update-volume': shapes.block_volume,
  'delete-volume': nothing,
  'list-security-groups': many('security_groups', shapes.security_group),
  'create-security-group': one('security_group'),
  'get-security-group': one('security_group'),
  'delete-security-group': nothing,
  'list-placement-groups': many('placement_groups', shapes.placement_group),
  'create-placement-group': one('placement_group'),
  'get-placement-group': one('placement_group'),
  'delete-placement-group': nothing,
  'list-types': byName(shapes.server_type),
  'list-availability': byName(stock),
  'get-image': one('image'),
  'list-local-images': counted('local_images', shapes.local_image),
  'get-local-image': shapes.local_image,
};

const message = z.string().min(1);
const at = { message, resource: z.string(), resource_id: z.string() };
const help = { message, help_message: z.string() };
const details = (entry: Readonly<Record<string, z.ZodType>>): z.ZodType => z.array(z.strictObject(entry)).min(1);

/** The bodies of refusals by their type, as the error parsers of the official clients read them. */
export const refusals: Readonly<Record<string, z.ZodType>> = {
  invalid_arguments: z.strictObject({
    type: z.string(),
    message,
    details: details({ argument_name: z.string(), reason: z.string(), help_message: z.string() }),
  }),
  quotas_exceeded: z.strictObject({
    type: z.string(),
    message,
    details: details({ resource: z.string(), quota: z.number(), current: z.number() }),
  }),
  permissions_denied: z.strictObject({
    type: z.string(),
    message,
    details: details({ action: z.string(), resource: z.string() }),
  }),
  denied_authentication: z.strictObject({ type: z.string(), message, method: z.string(), reason: z.string() }),
  out_of_stock: z.strictObject({ type: z.string(), message, resource: z.string() }),
  transient_state: z.strictObject({ type: z.string(), ...at, current_state: z.string() }),
  precondition_failed: z.strictObject({ type: z.string(), ...help, precondition: z.string() }),
  not_found: z.strictObject({ type: z.string(), ...at }),
  locked: z.strictObject({ type: z.string(), ...at }),
  already_exists: z.strictObject({ type: z.string(), ...at, help_message: z.string() }),
  expired: z.strictObject({ type: z.string(), ...at, expired_since: z.string() }),
  too_many_requests: z.strictObject({
    type: z.string(),
    ...help,
    limit: z.strictObject({ quota: z.number(), window_seconds: z.number() }),
    reset_seconds: z.number(),
  }),
  invalid_request_error: z.strictObject({
    type: z.string(),
    message,
    fields: z.record(z.string(), z.array(z.string())),
  }),
  unknown_resource: z.strictObject({ type: z.string(), message }),
};
