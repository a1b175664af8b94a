import { stringify } from 'yaml';
import type { ApiResponse } from '../../http/exchange.ts';
import { textResponse } from '../../http/exchange.ts';
import type { MetadataService } from './service.ts';

/** What Hetzner tells a machine about itself. */
export interface HetznerMachineFacts {
  readonly id: number;
  readonly name: string;
  /** Location such as `fsn1`. */
  readonly location: string;
  /** Network zone such as `eu-central`. */
  readonly networkZone: string;
  /** Null for a machine without one. */
  readonly ipv4: string | null;
  /** A network such as `2a01:4f8:1:2::/64`; null for a machine without one. */
  readonly ipv6: string | null;
  readonly publicKeys: readonly string[];
  readonly userData: string;
}

const root = '/hetzner/v1';

/**
 * Hetzner's metadata service (https://docs.hetzner.cloud/reference/cloud, "Server Metadata"). cloud-init reads `/metadata` as
 * YAML and `/userdata` as it is, and gives up when either is not answered with 200 (cloud-init, sources/helpers/hetzner.py).
 */
export function hetznerMetadata(facts: () => HetznerMachineFacts): MetadataService {
  return {
    addresses: ['169.254.169.254', 'fe80::a9fe:a9fe'],
    userDataTarget: `${root}/userdata`,
    handle: ({ method, target }) => {
      const path = target.replace(/\?.*/, '').replace(/\/$/, '');
      if (method !== 'GET' || !path.startsWith(`${root}/`)) return textResponse(404, 'not found');
      return answer(path.slice(root.length + 1), facts());
    },
  };
}

function answer(path: string, facts: HetznerMachineFacts): ApiResponse {
  if (path === 'userdata') return textResponse(200, facts.userData);
  const all = metadataOf(facts);
  if (path === 'metadata') return textResponse(200, stringify(all));
  const value = path.startsWith('metadata/') ? all[path.slice('metadata/'.length)] : undefined;
  if (value === undefined) return textResponse(404, 'not found');
  return textResponse(200, typeof value === 'string' ? value : stringify(value).trimEnd());
}

/** Keys that cloud-init's data source reads and the API reference names. */
function metadataOf(facts: HetznerMachineFacts): Readonly<Record<string, unknown>> {
  return {
    'availability-zone': facts.location,
    hostname: facts.name,
    'instance-id': facts.id,
    'local-ipv4': '',
    'network-config': networkConfig(facts),
    'private-networks': [],
    'public-ipv4': facts.ipv4 ?? '',
    'public-keys': facts.publicKeys,
    region: facts.networkZone,
    vendor_data: '',
  };
}

/** Version 1 of cloud-init's network configuration, in the shape of its test data (tests/unittests/sources/test_hetzner.py). */
function networkConfig({ id, ipv4, ipv6 }: HetznerMachineFacts): Record<string, unknown> {
  const fourth = { dns_nameservers: ['185.12.64.1', '185.12.64.2'], ipv4: true, type: 'dhcp' };
  const sixth = {
    address: (ipv6 ?? '').replace('::/64', '::1/64'),
    dns_nameservers: ['2a01:4ff:ff00::add:2', '2a01:4ff:ff00::add:1'],
    gateway: 'fe80::1',
    ipv6: true,
    type: 'static',
  };
  const subnets = [...(ipv4 === null ? [] : [fourth]), ...(ipv6 === null ? [] : [sixth])];
  const tail = id.toString(16).padStart(8, '0').slice(-8).replaceAll(/../g, ':$&');
  return { version: 1, config: [{ mac_address: `96:00${tail}`, name: 'eth0', subnets, type: 'physical' }] };
}
