import type { ProviderName } from '../domain/offering.ts';
import { InvalidRequestError } from './errors.ts';

/** The parts of an instance's id, each safe in a URL. */
export interface InstanceIdParts {
  /** Hetzner: location. Scaleway: zone. */
  readonly place: string;
  /** The vendor's own id. */
  readonly vendorId: string;
}

/** Reads `provider/place/id` by the cloud's shape, whose two groups are place and id; throws InvalidRequestError for what must not reach a URL. */
export function parseInstanceId(provider: ProviderName, shape: RegExp, id: string): InstanceIdParts {
  const [, place, vendorId] = shape.exec(id) ?? [];
  if (place === undefined || vendorId === undefined) {
    const message = `${JSON.stringify(id.slice(0, 100))} is no instance id of ${provider}; correct the claim's status.instanceID`;
    throw new InvalidRequestError(message, { provider, code: 'invalid_id' }, false);
  }
  return { place, vendorId };
}

const nameShape = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/u;

/** Throws InvalidRequestError when the name cannot be a hostname (RFC 1123, one label of at most 63 characters). */
export function checkInstanceName(provider: ProviderName, name: string): void {
  if (nameShape.test(name)) return;
  const message = `the claim name ${JSON.stringify(name.slice(0, 100))} is no hostname; use at most 63 lower-case letters, digits and dashes`;
  throw new InvalidRequestError(message, { provider, code: 'invalid_name' }, false);
}
