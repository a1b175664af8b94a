import { providerNames } from '../../domain/offering.ts';

/** The cloud's name as pools write it. Put the new cloud's own here, once it stands in domain/offering.ts; until then a known one stands in. */
export const vendor = providerNames[0];

/** `name/place/id`, with exactly what may stand in a URL of this cloud; two groups: place and id. */
export const idShape = /^[a-z]+\/([a-z0-9-]{1,20})\/([a-z0-9-]{1,40})$/u;
