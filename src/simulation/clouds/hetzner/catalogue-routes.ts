import { jsonResponse } from '../../http/exchange.ts';
import type { Route } from '../../http/router.ts';
import { images, locations, serverTypes } from './catalogue.ts';
import { failure, notFound } from './errors.ts';
import { pageResponse } from './paging.ts';
import { renderLocation } from './render-parts.ts';
import { renderImage, renderPricing, renderServerType } from './render.ts';
import type { HetznerHandler } from './state.ts';

const listServerTypes: HetznerHandler = (account, { request, effects }) => {
  const name = request.query.get('name');
  const entries = serverTypes.filter((type) => name === null || type.name === name);
  const render = (type: (typeof serverTypes)[number]): unknown => renderServerType(type, account.context);
  return pageResponse({ key: 'server_types', entries, render, query: request.query, effects });
};

const getServerType: HetznerHandler = (account, { params }) => {
  const type = serverTypes.find((entry) => String(entry.id) === params['id']);
  if (type === undefined) return notFound('server_type', params['id'] ?? '');
  return jsonResponse(200, { server_type: renderServerType(type, account.context) });
};

const listLocations: HetznerHandler = (_account, { request, effects }) => {
  const name = request.query.get('name');
  const entries = locations.filter((location) => name === null || location.name === name);
  return pageResponse({ key: 'locations', entries, render: renderLocation, query: request.query, effects });
};

const getLocation: HetznerHandler = (_account, { params }) => {
  const location = locations.find((entry) => String(entry.id) === params['id']);
  if (location === undefined) return notFound('location', params['id'] ?? '');
  return jsonResponse(200, { location: renderLocation(location) });
};

const listImages: HetznerHandler = (_account, { request, effects }) => {
  const { query } = request;
  const name = query.get('name');
  const architectures = query.getAll('architecture');
  const types = query.getAll('type');
  const entries = images.filter(
    (image) =>
      (name === null || image.name === name) &&
      (architectures.length === 0 || architectures.includes(image.architecture)) &&
      (types.length === 0 || types.includes('system')),
  );
  return pageResponse({ key: 'images', entries, render: renderImage, query, effects });
};

const getImage: HetznerHandler = (_account, { params }) => {
  const image = images.find((entry) => String(entry.id) === params['id']);
  if (image === undefined) return notFound('image', params['id'] ?? '');
  return jsonResponse(200, { image: renderImage(image) });
};

const getPricing: HetznerHandler = () => jsonResponse(200, { pricing: renderPricing(locations) });

/** Data centers went away on 1 October 2026 (https://docs.hetzner.cloud/changelog, 16 December 2025). */
const goneDatacenters: HetznerHandler = () =>
  failure(410, 'deprecated_api_endpoint', 'the datacenters endpoints were removed, use locations');

/** What can be bought, where and for how much. */
export const catalogueRoutes: readonly Route<HetznerHandler>[] = [
  { name: 'list-server-types', method: 'GET', template: '/v1/server_types', handle: listServerTypes },
  { name: 'get-server-type', method: 'GET', template: '/v1/server_types/{id}', handle: getServerType },
  { name: 'list-locations', method: 'GET', template: '/v1/locations', handle: listLocations },
  { name: 'get-location', method: 'GET', template: '/v1/locations/{id}', handle: getLocation },
  { name: 'list-images', method: 'GET', template: '/v1/images', handle: listImages },
  { name: 'get-image', method: 'GET', template: '/v1/images/{id}', handle: getImage },
  { name: 'get-pricing', method: 'GET', template: '/v1/pricing', handle: getPricing },
  { name: 'list-datacenters', method: 'GET', template: '/v1/datacenters', handle: goneDatacenters },
  { name: 'get-datacenter', method: 'GET', template: '/v1/datacenters/{id}', handle: goneDatacenters },
];
