/** One question to the authorizer about Cloudburst's account. */
export interface Right {
  readonly verb: string;
  readonly group: string;
  /** Plural, or plural/subresource. */
  readonly resource: string;
  readonly namespace?: string;
  readonly name?: string;
}

const inGroup =
  (group: string) =>
  (verbs: string, resource: string, place: Pick<Right, 'namespace' | 'name'> = {}): readonly Right[] =>
    verbs.split(' ').map((verb) => ({ verb, group, resource, ...place }));

const ours = inGroup('cloudburst.io');
const core = inGroup('');
const certificates = inGroup('certificates.k8s.io');
const signer = { name: 'kubernetes.io/kube-apiserver-client-kubelet' } as const;

/** What Cloudburst cannot work without. */
export const granted: readonly Right[] = [
  ...ours('get list watch patch', 'nodepools'),
  ...ours('patch', 'nodepools/status'),
  ...ours('get list watch patch', 'nodeclasses'),
  ...ours('patch', 'nodeclasses/status'),
  ...ours('get list watch create patch delete', 'nodeclaims', { namespace: 'default' }),
  ...ours('patch', 'nodeclaims/status'),
  ...core('get list watch delete', 'pods', { namespace: 'default' }),
  ...core('create', 'pods/eviction', { namespace: 'default' }),
  ...core('get list watch patch delete', 'nodes'),
  ...core('get', 'persistentvolumeclaims', { namespace: 'default' }),
  ...inGroup('storage.k8s.io')('list', 'volumeattachments'),
  ...core('get list watch', 'namespaces'),
  ...core('create list delete', 'secrets', { namespace: 'kube-system' }),
  ...core('get', 'secrets', { namespace: 'default', name: 'hetzner-api-token' }),
  ...core('get', 'secrets', { namespace: 'default', name: 'scaleway-api-keys' }),
  ...core('get', 'secrets', { namespace: 'default', name: 'tailscale-auth' }),
  ...core('get', 'configmaps', { namespace: 'kube-public', name: 'cluster-info' }),
  ...core('get', 'configmaps', { namespace: 'kube-system', name: 'kube-root-ca.crt' }),
  ...core('create patch', 'events', { namespace: 'default' }),
  ...inGroup('events.k8s.io')('create patch', 'events', { namespace: 'default' }),
  ...inGroup('coordination.k8s.io')('get create update', 'leases', { namespace: 'cloudburst-system' }),
  ...inGroup('apps')('list watch', 'daemonsets'),
  ...certificates('get list watch', 'certificatesigningrequests'),
  ...certificates('update', 'certificatesigningrequests/approval'),
  ...certificates('approve', 'signers', signer),
];

/** What a break-in must not be able to do with the account. */
export const withheld: readonly Right[] = [
  ...core('get list watch', 'secrets', { namespace: 'default' }),
  ...core('get', 'secrets', { namespace: 'default', name: 'somebody-elses' }),
  ...core('get', 'secrets', { namespace: 'cloudburst-system' }),
  ...core('update patch', 'secrets', { namespace: 'kube-system' }),
  ...core('create', 'secrets', { namespace: 'default' }),
  ...core('create update patch', 'pods', { namespace: 'default' }),
  ...core('create', 'pods/exec', { namespace: 'default' }),
  ...core('create', 'nodes'),
  ...core('create', 'nodes/proxy'),
  ...core('get', 'configmaps', { namespace: 'kube-system', name: 'kubeadm-config' }),
  ...core('create', 'serviceaccounts/token', { namespace: 'kube-system' }),
  ...core('impersonate', 'users'),
  ...ours('create delete', 'nodepools', { namespace: 'default' }),
  ...ours('create delete', 'nodeclasses', { namespace: 'default' }),
  ...inGroup('apps')('create patch delete', 'deployments', { namespace: 'default' }),
  ...inGroup('coordination.k8s.io')('update', 'leases', { namespace: 'kube-system' }),
  ...inGroup('rbac.authorization.k8s.io')('create bind escalate', 'clusterroles'),
  ...inGroup('rbac.authorization.k8s.io')('create', 'clusterrolebindings'),
  ...inGroup('admissionregistration.k8s.io')('delete', 'validatingadmissionpolicies'),
  ...certificates('create delete', 'certificatesigningrequests'),
  ...certificates('approve', 'signers', { name: 'kubernetes.io/kube-apiserver-client' }),
  ...certificates('sign', 'signers', signer),
];

/** A right as `kubectl auth can-i` spells it. */
export function spell({ verb, group, resource, namespace, name }: Right): string {
  const what = `${verb} ${resource}${group === '' ? '' : `.${group}`}${name === undefined ? '' : `/${name}`}`;
  return namespace === undefined ? what : `${what} -n ${namespace}`;
}
