import { providerNames } from '../../../src/domain/offering.ts';

/** A known name stands in, since the reference is no cloud that a pool could name. */
export const vendor = providerNames[0];

/** `reference/place/id`; exactly what may reach the cloud (S3). */
export const idShape = /^reference\/([a-z0-9]{1,20})\/([1-9][0-9]{0,9})$/u;
