/** Operating system and processor in the words of Go's release names. */
export interface Platform {
  readonly os: 'linux';
  readonly arch: 'amd64' | 'arm64';
}

/** The platform for Node's own words. Throws for any but Linux on 64-bit x86 or Arm: the control plane runs nowhere else. */
export function platformOf(node: { readonly platform: string; readonly arch: string }): Platform {
  const arch = new Map<string, Platform['arch']>([
    ['x64', 'amd64'],
    ['arm64', 'arm64'],
  ]).get(node.arch);
  if (node.platform === 'linux' && arch !== undefined) return { os: 'linux', arch };
  throw new Error(
    `The local stack runs on Linux (x64 or arm64) and this is ${node.platform} on ${node.arch}; use a Linux machine or --use-existing-cluster`,
  );
}
