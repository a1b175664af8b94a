/** A Secret, or the key in it, that a NodeClass names is not there. */
export class MissingSecretError extends Error {
  constructor(where: { namespace: string; name: string; key: string }, found: 'no-secret' | 'no-key') {
    const { namespace, name, key } = where;
    super(
      found === 'no-secret'
        ? `Secret ${namespace}/${name} does not exist; create it with kubectl -n ${namespace} create secret generic ${name} --from-literal=${key}=...`
        : `Secret ${namespace}/${name} has no key ${key}, or it is empty; add the key to the Secret`,
    );
    this.name = 'MissingSecretError';
  }
}
