import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { RequestOptions } from 'node:https';
import { delimiter, join } from 'node:path';
import { ExecAuth } from '@kubernetes/client-node/dist/exec_auth.js';
import type { Cluster } from '@kubernetes/client-node/dist/config_types.js';
import { readKubeconfigFiles } from './kubeconfig-file.ts';
import type { KubeUser, ParsedKubeconfig } from './kubeconfig-file.ts';
import type { KubeConfigSource } from './kube-config.ts';

/** Where the kubelet puts a pod's credentials. */
const serviceAccountFolder = '/var/run/secrets/kubernetes.io/serviceaccount';

/** Where to look for credentials; the caller reads them from its environment. */
export interface KubeConfigPlaces {
  /** KUBECONFIG: one path or several with `:` between them. When given, nothing else is tried. */
  readonly kubeconfig?: string | undefined;
  /** Context to use instead of the file's current-context. */
  readonly context?: string | undefined;
  /** KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT, which every pod has. */
  readonly serviceHost?: string | undefined;
  readonly servicePort?: string | undefined;
  /** Default /var/run/secrets/kubernetes.io/serviceaccount. */
  readonly serviceAccountFolder?: string | undefined;
  /** HOME: its .kube/config is the last resort. */
  readonly home?: string | undefined;
}

/** Finds credentials: KUBECONFIG, else the pod's service account, else ~/.kube/config. Throws with the mend when there are none. */
export async function loadKubeConfig(places: KubeConfigPlaces): Promise<KubeConfigSource> {
  if (places.kubeconfig) return fromFiles(places.kubeconfig.split(delimiter).filter(Boolean), places.context);
  const folder = places.serviceAccountFolder ?? serviceAccountFolder;
  if (places.serviceHost && existsSync(join(folder, 'token'))) return inCluster(places, folder);
  const file = join(places.home ?? '', '.kube', 'config');
  if (places.home && existsSync(file)) return fromFiles([file], places.context);
  throw new Error('No Kubernetes credentials found; set KUBECONFIG to the path of a kubeconfig file');
}

function inCluster(places: KubeConfigPlaces, folder: string): KubeConfigSource {
  const host = places.serviceHost?.includes(':') ? `[${places.serviceHost}]` : places.serviceHost;
  const server = `https://${host}:${places.servicePort ?? '443'}`;
  const cluster = { name: 'in-cluster', server, skipTLSVerify: false, caFile: join(folder, 'ca.crt') };
  return configSource(cluster, { name: 'in-cluster', tokenFile: join(folder, 'token') });
}

async function fromFiles(paths: readonly string[], wantedContext: string | undefined): Promise<KubeConfigSource> {
  const parsed = await readKubeconfigFiles(paths);
  const name = wantedContext ?? parsed.currentContext;
  const context = parsed.contexts.find((entry) => entry.name === name);
  const cluster = parsed.clusters.find((entry) => entry.name === context?.cluster);
  if (name === undefined || context === undefined || cluster === undefined) {
    throw new Error(
      `Kubeconfig has no context ${name ?? '(none is current)'} with a cluster; choose one of its contexts`,
    );
  }
  const user = parsed.users.find((entry) => entry.name === context.user);
  return user?.authProvider ? withClientNode(parsed, name) : configSource(cluster, user);
}

/** The old auth providers (oidc, gcp, azure) are left to client-node, whose import costs memory only then. */
async function withClientNode(parsed: ParsedKubeconfig, currentContext: string): Promise<KubeConfigSource> {
  const { KubeConfig } = await import('@kubernetes/client-node');
  const config = new KubeConfig();
  config.loadFromOptions({ ...parsed, currentContext });
  return config;
}

function configSource(cluster: Cluster, user: KubeUser | undefined): KubeConfigSource {
  let execAuth = new ExecAuth();
  return {
    getCurrentCluster: () => cluster,
    applyToHTTPSOptions: async (options) => {
      await applyTls(options, cluster, user);
      if (user === undefined) return;
      if (user.exec) await applyExec(execAuth, user, options);
      const token = user.tokenFile === undefined ? user.token : await readFile(user.tokenFile, 'utf8');
      if (token) setHeader(options, 'authorization', `Bearer ${token.trim()}`);
      if (user.impersonateUser) setHeader(options, 'impersonate-user', user.impersonateUser);
      if (user.username) options.auth = `${user.username}:${user.password ?? ''}`;
    },
    // ExecAuth keeps a credential without an expiry for ever.
    forgetCredentials: () => (execAuth = new ExecAuth()),
  };
}

function setHeader(options: RequestOptions, name: string, value: string): void {
  options.headers = Object.fromEntries([...Object.entries(options.headers ?? {}), [name, value]]);
}

async function applyTls(options: RequestOptions, cluster: Cluster, user: KubeUser | undefined): Promise<void> {
  const ca = await fileOrData(cluster.caFile, cluster.caData);
  const cert = await fileOrData(user?.certFile, user?.certData);
  const key = await fileOrData(user?.keyFile, user?.keyData);
  if (ca !== undefined) options.ca = ca;
  if (cert !== undefined) options.cert = cert;
  if (key !== undefined) options.key = key;
  if (cluster.tlsServerName) options.servername = cluster.tlsServerName;
  if (cluster.skipTLSVerify) options.rejectUnauthorized = false;
}

async function applyExec(execAuth: ExecAuth, user: KubeUser, options: RequestOptions): Promise<void> {
  try {
    await execAuth.applyAuthentication(user, options);
  } catch (error) {
    // The plugin's output may hold a credential, so only its name is told.
    throw new Error(`Credential plugin of kubeconfig user ${user.name} failed; run it by hand to see why`, {
      cause: error instanceof Error ? error.name : undefined,
    });
  }
}

async function fileOrData(file: string | undefined, data: string | undefined): Promise<Buffer | undefined> {
  if (file) return readFile(file);
  return data ? Buffer.from(data, 'base64') : undefined;
}
