import type { ProviderName } from '../domain/offering.ts';
import type { ReservedResources } from '../domain/reserved-resources.ts';
import type { Taint } from '../kube/types.ts';
import { joinScript, joinUnit } from './join-script.ts';
import type { JoinToken } from './join-token.ts';
import { discoveryKubeconfig, joinConfiguration, kubeletPatch, scriptSettings } from './machine-files.ts';
import { machinePaths } from './machine-paths.ts';
import { yamlText } from './yaml-text.ts';

/** What a machine must know to join. Holds secrets: never log it, nor the text made of it. */
export interface UserDataInput {
  /** Name of the NodeClaim; becomes hostname and name of the Node. */
  readonly claimName: string;
  /** Taints of the pool, beside `cloudburst.io/unregistered`, which every machine carries at first. */
  readonly taints?: readonly Taint[];
  /** Taints that something in the cluster removes once the node is set up. */
  readonly startupTaints?: readonly Taint[];
  /** Labels for the registration; those that a kubelet may not set are left out. Steering labels are the controller's. */
  readonly nodeLabels?: Readonly<Record<string, string>>;
  /** URL of the API server as the machine reaches it, for example `https://100.64.0.1:6443`. */
  readonly hostApiServer: string;
  /** PEM of the cluster's CA; several certificates while a CA is being replaced. */
  readonly caData: string;
  readonly token: JoinToken;
  /** Default: no Tailscale; the node then announces the address from which it reaches the API server. */
  readonly tailscaleAuthKey?: string;
  /** Without the leading v, for example `1.34.3`. */
  readonly kubernetesVersion: string;
  /** Name of a kind cluster, whose `<name>-control-plane` the machine must resolve. Its port must be that of hostApiServer. */
  readonly kindClusterName?: string;
  readonly provider: ProviderName;
  /** Part of Scaleway's provider id; Hetzner's has none. */
  readonly zone: string;
  readonly reserved: ReservedResources;
}

/** Half of what Hetzner takes; Scaleway takes more. */
export const userDataLimitBytes = 16 * 1024;

interface WrittenFile {
  readonly path: string;
  readonly content: string;
  readonly permissions: '0600' | '0644' | '0700';
}

/** The cloud-init text a machine boots with. Throws when it is 16 KiB or more. */
export function renderUserData(input: UserDataInput): string {
  const config = {
    hostname: input.claimName,
    preserve_hostname: false,
    // The script adds to /etc/hosts; cloud-init must not write it anew at each boot.
    manage_etc_hosts: 'localhost',
    write_files: filesOf(input).map((file) => ({ ...file, owner: 'root:root' })),
    runcmd: [
      ['systemctl', 'daemon-reload'],
      ['systemctl', 'enable', 'cloudburst-join.service'],
      ['systemctl', 'start', '--no-block', 'cloudburst-join.service'],
    ],
  };
  const text = `#cloud-config\n${yamlText(config)}`;
  const bytes = Buffer.byteLength(text);
  if (bytes < userDataLimitBytes) return text;
  throw new Error(
    `User data of ${input.claimName} has ${bytes} bytes and must stay below ${userDataLimitBytes}; shorten taints, labels or the CA bundle`,
  );
}

function filesOf(input: UserDataInput): readonly WrittenFile[] {
  const files: WrittenFile[] = [
    { path: machinePaths.discovery, content: discoveryKubeconfig(input), permissions: '0600' },
    { path: machinePaths.joinConfiguration, content: joinConfiguration(input), permissions: '0600' },
    { path: machinePaths.kubeletPatch, content: kubeletPatch(input.reserved), permissions: '0600' },
    { path: machinePaths.settings, content: scriptSettings(input), permissions: '0600' },
    { path: '/etc/modules-load.d/cloudburst.conf', content: 'overlay\nbr_netfilter\n', permissions: '0644' },
    { path: '/etc/sysctl.d/90-cloudburst.conf', content: sysctls, permissions: '0644' },
    { path: machinePaths.unit, content: joinUnit, permissions: '0644' },
    { path: machinePaths.script, content: joinScript, permissions: '0700' },
  ];
  if (input.tailscaleAuthKey === undefined) return files;
  return [...files, { path: machinePaths.tailscaleAuthKey, content: input.tailscaleAuthKey, permissions: '0600' }];
}

const sysctls = `net.ipv4.ip_forward = 1
net.bridge.bridge-nf-call-iptables = 1
net.bridge.bridge-nf-call-ip6tables = 1
`;
