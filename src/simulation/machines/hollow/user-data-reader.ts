import { parse } from 'yaml';
import { z } from 'zod';
import { machinePaths, placeholders } from '../../../bootstrap/machine-paths.ts';
import type { MachineSpec } from '../driver.ts';

/** What a machine found in its user data and will join with. */
export interface JoinPlan {
  readonly nodeName: string;
  /** URL of the API server. */
  readonly server: string;
  /** PEM; the API server is trusted by it alone. */
  readonly ca: string;
  /** `<id>.<secret>`. */
  readonly token: string;
  readonly taints: readonly { readonly key: string; readonly value?: string; readonly effect: string }[];
  /** Command line arguments of the kubelet by name, for example `provider-id`. */
  readonly kubeletArgs: ReadonlyMap<string, string>;
  /** Without the leading v. */
  readonly kubernetesVersion: string;
  /** What the kubelet keeps back, as quantities by resource name. */
  readonly kubeReserved: Readonly<Record<string, string>>;
  readonly systemReserved: Readonly<Record<string, string>>;
  /** Quantities or percentages by eviction signal. */
  readonly evictionHard: Readonly<Record<string, string>>;
}

const cloudConfig = z.object({
  write_files: z.array(z.object({ path: z.string(), content: z.string() })),
  runcmd: z.array(z.union([z.string(), z.array(z.string())])).min(1),
});

const discoveryFile = z.object({
  clusters: z
    .array(z.object({ cluster: z.object({ server: z.url(), 'certificate-authority-data': z.base64() }) }))
    .length(1),
});

const joinFile = z.object({
  apiVersion: z.literal('kubeadm.k8s.io/v1beta4'),
  kind: z.literal('JoinConfiguration'),
  discovery: z.object({
    file: z.object({ kubeConfigPath: z.string() }),
    tlsBootstrapToken: z.string().regex(/^[a-z0-9]{6}\.[a-z0-9]{16}$/, 'is not of the form of a join token'),
  }),
  nodeRegistration: z.object({
    name: z.string().regex(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/),
    kubeletExtraArgs: z.array(z.object({ name: z.string(), value: z.string() })).default([]),
    taints: z.array(z.object({ key: z.string(), value: z.string().exactOptional(), effect: z.string() })).default([]),
  }),
  patches: z.object({ directory: z.string() }).optional(),
});

const quantities = z.record(z.string(), z.coerce.string()).default({});
const kubeletFile = z.object({ kubeReserved: quantities, systemReserved: quantities, evictionHard: quantities });

/** Reads user data as cloud-init, the bootstrap script and kubeadm would. Throws a sentence, without any value of it, when one of them would fail. */
export function readUserData(spec: Pick<MachineSpec, 'userData' | 'address' | 'metadata'>): JoinPlan {
  if (!spec.userData.startsWith('#cloud-config\n')) throw new Error('User data does not begin with #cloud-config');
  const config = read(cloudConfig, spec.userData, 'user data');
  const files = new Map(config.write_files.map((file) => [file.path, file.content]));
  const filled = (files.get(machinePaths.joinConfiguration) ?? '')
    .replaceAll(placeholders.nodeIp, spec.address)
    .replaceAll(placeholders.instanceId, spec.metadata.instanceId);
  const join = read(joinFile, filled, machinePaths.joinConfiguration);
  const discoveryPath = join.discovery.file.kubeConfigPath;
  const cluster = read(discoveryFile, files.get(discoveryPath), discoveryPath).clusters[0]?.cluster;
  const patchFile = join.patches && files.get(`${join.patches.directory}/kubeletconfiguration0+merge.yaml`);
  const kubernetesVersion = /^KUBERNETES_VERSION='(\d+\.\d+\.\d+)'$/m.exec(files.get(machinePaths.settings) ?? '')?.[1];
  if (cluster === undefined || kubernetesVersion === undefined || !files.has(machinePaths.script)) {
    throw new Error('User data lacks the bootstrap script or its Kubernetes version');
  }
  return {
    nodeName: join.nodeRegistration.name,
    server: cluster.server,
    ca: Buffer.from(cluster['certificate-authority-data'], 'base64').toString(),
    token: join.discovery.tlsBootstrapToken,
    taints: join.nodeRegistration.taints,
    kubeletArgs: new Map(join.nodeRegistration.kubeletExtraArgs.map(({ name, value }) => [name, value])),
    kubernetesVersion,
    ...read(kubeletFile, patchFile ?? '{}', machinePaths.kubeletPatch),
  };
}

/** The plan with what the cluster's KubeletConfiguration says where the machine's own patch is silent. Throws when it is not usable. */
export function withClusterDefaults(plan: JoinPlan, clusterKubelet: unknown): JoinPlan {
  const cluster = check(kubeletFile, clusterKubelet, 'kubelet-config of the cluster');
  return {
    ...plan,
    kubeReserved: { ...cluster.kubeReserved, ...plan.kubeReserved },
    systemReserved: { ...cluster.systemReserved, ...plan.systemReserved },
    evictionHard: { ...cluster.evictionHard, ...plan.evictionHard },
  };
}

function read<T>(schema: z.ZodType<T>, text: string | undefined, name: string): T {
  return check(schema, parsed(text, name), name);
}

function check<T>(schema: z.ZodType<T>, value: unknown, name: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  // Issues name fields and never values, so no secret gets out.
  const faults = result.error.issues.map((issue) => `${issue.path.join('.')} ${issue.code}`);
  throw new Error(`File ${name} is not usable: ${faults.join(', ')}`);
}

function parsed(text: string | undefined, name: string): unknown {
  if (text === undefined || text === '') throw new Error(`File ${name} is missing`);
  try {
    return parse(text, { version: '1.1' });
  } catch {
    // The parser's message would quote the text, secrets included.
    throw new Error(`File ${name} is no YAML`);
  }
}
