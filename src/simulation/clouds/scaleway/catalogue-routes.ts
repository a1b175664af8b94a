import { jsonResponse } from '../../http/exchange.ts';
import type { Route } from '../../http/router.ts';
import type { CommercialType } from './catalogue.ts';
import { commercialTypes, localImages, zones } from './catalogue.ts';
import { invalidArgument, notFound } from './errors.ts';
import { bodyPage, pageOf } from './paging.ts';
import { renderImage, renderLocalImage, renderType } from './render-catalogue.ts';
import type { ScalewayAccount, ScalewayCall, ScalewayHandler } from './state.ts';

/** Types sorted by name, as an object keyed by name. */
function typesPage(call: ScalewayCall, render: (type: CommercialType) => unknown): ReturnType<ScalewayHandler> {
  if (!zones.includes(call.params['zone'] ?? '')) return invalidArgument('zone', 'constraint', 'unknown zone');
  const sorted = commercialTypes.toSorted((one, other) => one.name.localeCompare(other.name, 'en'));
  const servers = Object.fromEntries(pageOf(call, sorted, 'per_page').map((type) => [type.name, render(type)]));
  return jsonResponse(200, { servers }, { 'x-total-count': String(sorted.length) });
}

const listTypes: ScalewayHandler = (_account, call) => typesPage(call, renderType);

const listAvailability: ScalewayHandler = (account, call) =>
  typesPage(call, (type) => ({ availability: availability(account, type, call.params['zone'] ?? '') }));

function availability(account: ScalewayAccount, type: CommercialType, zone: string): string {
  const left = account.context.stock.left(type.name, zone) ?? Number.POSITIVE_INFINITY;
  if (left <= 0) return 'shortage';
  return left <= 3 ? 'scarce' : 'available';
}

const listLocalImages: ScalewayHandler = (_account, call) => {
  const { query } = call.request;
  const label = query.get('image_label');
  const equals = (name: string, actual: string): boolean => [null, actual, `unknown_${name}`].includes(query.get(name));
  const entries = localImages.filter(
    (image) =>
      (label === null || image.label === label) &&
      equals('zone', image.zone) &&
      equals('type', image.type) &&
      equals('arch', image.arch),
  );
  // An unknown label is an error of its own, not an empty list.
  if (label !== null && !localImages.some((image) => image.label === label)) return notFound('image', label);
  return bodyPage(call, { key: 'local_images', entries, render: renderLocalImage });
};

const getLocalImage: ScalewayHandler = (_account, { params }) => {
  const image = localImages.find((entry) => entry.id === params['id']);
  if (image === undefined) return notFound('local_image', params['id'] ?? '');
  return jsonResponse(200, renderLocalImage(image));
};

const getImage: ScalewayHandler = (_account, { params }) => {
  const image = localImages.find((entry) => entry.id === params['id'] && entry.zone === params['zone']);
  if (image === undefined) return notFound('instance_image', params['id'] ?? '');
  return jsonResponse(200, { image: renderImage(image) });
};

const instance = '/instance/v1/zones/{zone}';

/** What can be bought, where, for how much, and which images start on it. */
export const catalogueRoutes: readonly Route<ScalewayHandler>[] = [
  { name: 'list-types', method: 'GET', template: `${instance}/products/servers`, handle: listTypes },
  {
    name: 'list-availability',
    method: 'GET',
    template: `${instance}/products/servers/availability`,
    handle: listAvailability,
  },
  { name: 'get-image', method: 'GET', template: `${instance}/images/{id}`, handle: getImage },
  { name: 'list-local-images', method: 'GET', template: '/marketplace/v2/local-images', handle: listLocalImages },
  { name: 'get-local-image', method: 'GET', template: '/marketplace/v2/local-images/{id}', handle: getLocalImage },
];
