import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { parse } from 'yaml';
import { z } from 'zod';

const kubeconfigShape = z.object({
  clusters: z
    .array(z.object({ cluster: z.object({ server: z.url(), 'certificate-authority-data': z.base64() }) }))
    .min(1),
  users: z
    .array(z.object({ user: z.object({ 'client-certificate-data': z.base64(), 'client-key-data': z.base64() }) }))
    .min(1),
});

/** One request to an API server. */
export interface KubeRequest {
  readonly path: string;
  readonly signal: AbortSignal;
  /** An object to create with POST; without it the request is a GET. */
  readonly create?: object;
}

/** Sends a request with the credentials of a kubeconfig, and resolves to the status code. */
export type KubeProbe = (request: KubeRequest) => Promise<number>;

/** Reads a kubeconfig as kubeadm writes it: one cluster, one user, everything inline. Throws when it has another shape. */
export function kubeProbe(kubeconfigFile: string): KubeProbe {
  const { server, ...credentials } = readKubeconfig(kubeconfigFile);
  return ({ path, signal, create }) =>
    new Promise((resolve, reject) => {
      const method = create === undefined ? 'GET' : 'POST';
      const headers = { 'content-type': 'application/json' };
      const call = request(new URL(path, server), { ...credentials, method, headers, agent: false, signal });
      call.once('error', reject);
      call.once('response', (response) => {
        response.resume();
        response.once('end', () => resolve(response.statusCode ?? 0));
        response.once('error', reject);
      });
      call.end(create === undefined ? undefined : JSON.stringify(create));
    });
}

function readKubeconfig(file: string): { server: string; ca: Buffer; cert: Buffer; key: Buffer } {
  const { clusters, users } = kubeconfigShape.parse(parse(readFileSync(file, 'utf8')));
  const [cluster, user] = [clusters[0]?.cluster, users[0]?.user];
  if (cluster === undefined || user === undefined) throw new Error(`${file} names no cluster or no user`);
  return {
    server: cluster.server,
    ca: decode(cluster['certificate-authority-data']),
    cert: decode(user['client-certificate-data']),
    key: decode(user['client-key-data']),
  };
}

function decode(base64: string): Buffer {
  return Buffer.from(base64, 'base64');
}
