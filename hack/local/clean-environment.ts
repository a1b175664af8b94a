const inherited = ['PATH', 'HOME', 'USER', 'LANG', 'TZ', 'TMPDIR'] as const;

/**
 * The environment of everything the local stack runs: a few basics of the caller's, then the given variables.
 * Nothing else, because etcd, kubectl and the Temporal CLI take settings from variables that a user may have exported.
 */
export function cleanEnvironment(extra: Readonly<Record<string, string>> = {}): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const name of inherited) {
    const value = process.env[name];
    if (value !== undefined) environment[name] = value;
  }
  return { ...environment, ...extra };
}
