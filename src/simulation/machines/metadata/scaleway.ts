import type { ApiResponse } from '../../http/exchange.ts';
import { jsonResponse, noContent, textResponse } from '../../http/exchange.ts';
import type { MetadataRequest, MetadataService } from './service.ts';

/** What Scaleway tells a machine about itself, and lets it change. */
export interface ScalewayMachineFacts {
  /** The server as the API shows it. */
  readonly server: Readonly<Record<string, unknown>>;
  /** By key; the machine may set and delete. */
  readonly userData: Map<string, Buffer>;
}

/**
 * Scaleway's metadata service: `/conf`, `/user_data` and `/user_data/<key>`, as its Go client (scaleway-sdk-go,
 * instance_metadata_sdk.go) and cloud-init (DataSourceScaleway.py) use it.
 */
export function scalewayMetadata(facts: () => ScalewayMachineFacts): MetadataService {
  return {
    addresses: ['169.254.42.42', 'fd00:42::42'],
    userDataTarget: '/user_data/cloud-init',
    handle: (request) => {
      const { pathname, searchParams } = new URL(request.target, 'http://metadata');
      if (pathname === '/') return textResponse(200, '');
      if (pathname === '/conf') return configuration(facts().server, searchParams.get('format'));
      // None is set: cloud-init takes a 404 for that.
      if (pathname.startsWith('/vendor_data/')) return textResponse(404, 'not found');
      if (pathname === '/user_data' || pathname.startsWith('/user_data/')) {
        return answerRoot(request, { pathname, userData: facts().userData });
      }
      return textResponse(404, 'not found');
    },
  };
}

/** `format=json`, or one `NAME=value` for each plain value. */
function configuration(server: Readonly<Record<string, unknown>>, format: string | null): ApiResponse {
  const ips = Array.isArray(server['public_ips']) ? server['public_ips'] : [];
  const more = { public_ips_v4: ips, public_ips_v6: [], ssh_public_keys: [], timezone: 'UTC' };
  const all: Readonly<Record<string, unknown>> = { ...server, ...more };
  if (format === 'json') return jsonResponse(200, all);
  const lines = Object.entries(all)
    .filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value))
    .map(([name, value]) => `${name.toUpperCase()}=${JSON.stringify(value)}\n`);
  return textResponse(200, lines.join(''));
}

interface UserDataCall {
  readonly pathname: string;
  readonly userData: Map<string, Buffer>;
}

/** Only for a source port below 1024, which proves that the machine's root asks. */
function answerRoot(request: MetadataRequest, { pathname, userData }: UserDataCall): ApiResponse {
  if (request.sourcePort >= 1024) return textResponse(403, 'a source port below 1024 is needed');
  if (pathname === '/user_data') return jsonResponse(200, { user_data: [...userData.keys()] });
  const key = decodeURIComponent(pathname.slice('/user_data/'.length));
  switch (request.method) {
    case 'GET': {
      const content = userData.get(key);
      return content === undefined ? textResponse(404, 'not found') : textResponse(200, content.toString('utf8'));
    }
    case 'PATCH':
      userData.set(key, request.body ?? Buffer.alloc(0));
      return textResponse(200, '');
    case 'DELETE':
      return userData.delete(key) ? noContent() : textResponse(404, 'not found');
    default:
      return textResponse(405, 'method not allowed');
  }
}
