import { readFile } from 'node:fs/promises';
import { dirname, isAbsolute, resolve } from 'node:path';
import { newClusters, newContexts, newUsers } from '@kubernetes/client-node/dist/config_types.js';
import type { Cluster, Context, User } from '@kubernetes/client-node/dist/config_types.js';
import { parse } from 'yaml';

/** A user entry; `tokenFile` is what client-node's own parser leaves out. */
export type KubeUser = User & { readonly tokenFile?: string };

/** What the kubeconfig files say, file paths made absolute. */
export interface ParsedKubeconfig {
  readonly clusters: readonly Cluster[];
  readonly users: readonly KubeUser[];
  readonly contexts: readonly Context[];
  readonly currentContext: string | undefined;
}

/** Reads kubeconfig files and merges them as kubectl does: the first entry of a name wins, the first current-context too. */
export async function readKubeconfigFiles(paths: readonly string[]): Promise<ParsedKubeconfig> {
  const files = await Promise.all(paths.map(readKubeconfigFile));
  return {
    clusters: files.flatMap((file) => file.clusters),
    users: files.flatMap((file) => file.users),
    contexts: files.flatMap((file) => file.contexts),
    currentContext: files.map((file) => file.currentContext).find((name) => name !== undefined && name !== ''),
  };
}

async function readKubeconfigFile(path: string): Promise<ParsedKubeconfig> {
  try {
    return parseKubeconfig(await readFile(path, 'utf8'), dirname(resolve(path)));
  } catch (error) {
    // The YAML parser quotes the broken line, which may hold a token: its message stays out.
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    throw new Error(`Error reading kubeconfig ${path}${code}; check that it exists and is a valid kubeconfig`);
  }
}

function parseKubeconfig(text: string, folder: string): ParsedKubeconfig {
  const document: unknown = parse(text);
  if (typeof document !== 'object' || document === null) throw new Error('Kubeconfig is not a mapping');
  const file: Readonly<Record<string, unknown>> = { ...document };
  const currentContext = file['current-context'];
  return {
    clusters: newClusters(file['clusters']).map((cluster) => absolute(cluster, ['caFile'], folder)),
    users: withTokenFiles(file['users']).map((user) => absolute(user, ['certFile', 'keyFile', 'tokenFile'], folder)),
    contexts: newContexts(file['contexts']),
    currentContext: typeof currentContext === 'string' ? currentContext : undefined,
  };
}

function withTokenFiles(entries: unknown): KubeUser[] {
  const raw: readonly unknown[] = Array.isArray(entries) ? entries : [];
  return newUsers(entries).map((user, index) => {
    const tokenFile = field(field(raw[index], 'user'), 'tokenFile');
    return typeof tokenFile === 'string' ? { ...user, tokenFile } : user;
  });
}

function absolute<T extends object>(entry: T, fields: readonly string[], folder: string): T {
  const paths = fields.flatMap((name) => {
    const path = field(entry, name);
    return typeof path === 'string' && path !== '' && !isAbsolute(path) ? [[name, resolve(folder, path)]] : [];
  });
  return { ...entry, ...Object.fromEntries(paths) };
}

function field(value: unknown, name: string): unknown {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return entries.find(([key]) => key === name)?.[1];
}
