import type { Refusal } from './refusal.ts';

const spec = (patch: Refusal['patch']): Refusal['patch'] => ({ spec: patch });

/** NodeClasses that must be refused. */
export const badNodeClasses: readonly Refusal[] = [
  {
    when: 'it has no block of a cloud',
    patch: spec({ hetzner: null, scaleway: null }),
    says: ['needs a block of a cloud that this version rents from (hetzner or scaleway)'],
  },
  {
    when: 'it has only a block of a cloud that this version does not rent from',
    patch: spec({ hetzner: null, scaleway: null, gcp: { project: 'p', zone: 'us-central1-a' } }),
    says: ['hetzner or scaleway'],
  },
  { when: 'it does not say how to join', patch: spec({ join: null }), says: ['spec.join', 'Required'] },
  { when: 'it has no bootstrap block', patch: spec({ bootstrap: null }), says: ['spec.bootstrap', 'Required'] },
  {
    when: 'the placeholder of the API server still stands',
    patch: spec({ join: { hostApiServer: 'https://<HOST_TAILSCALE_IP>:6443' } }),
    says: ['join.hostApiServer must be an https URL', 'replace the placeholder'],
  },
  {
    when: 'the API server is reached without TLS',
    patch: spec({ join: { hostApiServer: 'http://100.64.0.1:6443' } }),
    says: ['must be an https URL'],
  },
  {
    when: 'the API server is an address without a scheme',
    patch: spec({ join: { hostApiServer: '100.64.0.1:6443' } }),
    says: ['must be an https URL', 'such as https://100.64.0.1:6443'],
  },
  {
    when: 'the URL of the API server has a path',
    patch: spec({ join: { hostApiServer: 'https://100.64.0.1:6443/api' } }),
    says: ['must be an https URL of a host'],
  },
  {
    when: 'the kind cluster has a bad name',
    patch: spec({ join: { kindClusterName: 'My Cluster' } }),
    says: ['spec.join.kindClusterName', 'should match'],
  },
  {
    when: 'tokens would live for a day and more',
    patch: spec({ join: { tokenTtlMinutes: 1441 } }),
    says: ['spec.join.tokenTtlMinutes', 'less than or equal to 1440'],
  },
  {
    when: 'tokens would die before a machine boots',
    patch: spec({ join: { tokenTtlMinutes: 1 } }),
    says: ['spec.join.tokenTtlMinutes', 'greater than or equal to 5'],
  },
  {
    when: 'the version has a v before it',
    patch: spec({ bootstrap: { kubernetesVersion: 'v1.34.3' } }),
    says: ['kubernetesVersion must be a full version without v, such as 1.34.3'],
  },
  {
    when: 'the version has no patch level',
    patch: spec({ bootstrap: { kubernetesVersion: '1.34' } }),
    says: ['must be a full version'],
  },
  {
    when: 'the version is a number, for want of quotes',
    patch: spec({ bootstrap: { kubernetesVersion: 1.34 } }),
    says: ['spec.bootstrap.kubernetesVersion', 'must be of type string'],
  },
  {
    when: 'Hetzner has no token',
    patch: spec({ hetzner: { apiTokenSecretRef: null } }),
    says: ['spec.hetzner.apiTokenSecretRef', 'Required'],
  },
  {
    when: 'the token reference has no key',
    patch: spec({ hetzner: { apiTokenSecretRef: { key: null } } }),
    says: ['spec.hetzner.apiTokenSecretRef.key', 'Required'],
  },
  {
    when: 'the token itself stands where its reference belongs',
    patch: spec({ hetzner: { apiTokenSecretRef: 'token' } }),
    says: ['spec.hetzner.apiTokenSecretRef', 'must be of type object'],
  },
  {
    when: 'the Hetzner location is a region of another cloud',
    patch: spec({ hetzner: { location: 'eu-central-1' } }),
    says: ['hetzner.location must be a location of Hetzner, such as fsn1'],
  },
  {
    when: 'the list of Hetzner types is empty',
    patch: spec({ hetzner: { serverTypes: [] } }),
    says: ['spec.hetzner.serverTypes', 'at least 1'],
  },
  {
    when: 'a Hetzner type is named twice',
    patch: spec({ hetzner: { serverTypes: ['cx32', 'cx32'] } }),
    says: ['spec.hetzner.serverTypes[1]', 'Duplicate value'],
  },
  {
    when: 'the network is named instead of numbered',
    patch: spec({ hetzner: { networkID: 'mine' } }),
    says: ['spec.hetzner.networkID', 'must be of type integer'],
  },
  {
    when: 'a firewall is named instead of numbered',
    patch: spec({ hetzner: { firewallIDs: ['mine'] } }),
    says: ['spec.hetzner.firewallIDs[0]', 'must be of type integer'],
  },
  {
    when: 'a firewall is named twice',
    patch: spec({ hetzner: { firewallIDs: [7, 7] } }),
    says: ['spec.hetzner.firewallIDs[1]', 'Duplicate value'],
  },
  {
    when: 'there are more firewalls than Hetzner puts on a server',
    patch: spec({ hetzner: { firewallIDs: [1, 2, 3, 4, 5, 6] } }),
    says: ['spec.hetzner.firewallIDs', 'at most 5'],
  },
  {
    when: 'the placement group has no number that can be',
    patch: spec({ hetzner: { placementGroupID: 0 } }),
    says: ['spec.hetzner.placementGroupID', 'greater than or equal to 1'],
  },
  {
    when: 'the IPv4 address is written instead of wanted or not',
    patch: spec({ hetzner: { publicIPv4: '203.0.113.7' } }),
    says: ['spec.hetzner.publicIPv4', 'must be of type boolean'],
  },
  {
    when: 'the image has a name that cannot be',
    patch: spec({ hetzner: { image: 'my image' } }),
    says: ['spec.hetzner.image', 'should match'],
  },
  {
    when: 'the SSH key is empty',
    patch: spec({ hetzner: { sshKey: '' } }),
    says: ['spec.hetzner.sshKey', 'at least 1 chars long'],
  },
  {
    when: 'Scaleway has no project',
    patch: spec({ scaleway: { projectID: null } }),
    says: ['spec.scaleway.projectID', 'Required'],
  },
  {
    when: 'the Scaleway zone is a region',
    patch: spec({ scaleway: { zone: 'fr-par' } }),
    says: ['scaleway.zone must be a zone, such as fr-par-1'],
  },
  {
    when: 'Scaleway has no key',
    patch: spec({ scaleway: { apiKeySecretRef: null } }),
    says: ['spec.scaleway.apiKeySecretRef', 'Required'],
  },
  {
    when: 'the Scaleway access key is something else',
    patch: spec({ scaleway: { accessKey: 'my-secret' } }),
    says: ['scaleway.accessKey must be an access key id'],
  },
  {
    when: 'the Tailscale block has no key',
    patch: spec({ tailscale: { authKeySecretRef: null } }),
    says: ['spec.tailscale.authKeySecretRef', 'Required'],
  },
  {
    when: 'a Secret has a name that cannot be',
    patch: spec({ tailscale: { authKeySecretRef: { name: 'Tailscale_Auth' } } }),
    says: ['spec.tailscale.authKeySecretRef.name', 'should match'],
  },
  {
    when: 'a block has a field that does not exist',
    patch: spec({ scaleway: { region: 'fr-par' } }),
    says: ['unknown field', 'spec.scaleway.region'],
  },
];
