import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';
import type { ApiAnswer, ApiServer, Impersonation, Json } from './api-server.ts';

/** A Kubernetes object as it stands in a file. */
export interface Manifest extends Json {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly [field: string]: unknown };
}

/** Kinds that the tests touch, with the plural of their address. */
const plurals: Readonly<Record<string, { readonly plural: string; readonly namespaced: boolean }>> = {
  CustomResourceDefinition: { plural: 'customresourcedefinitions', namespaced: false },
  NodePool: { plural: 'nodepools', namespaced: true },
  NodeClass: { plural: 'nodeclasses', namespaced: true },
  NodeClaim: { plural: 'nodeclaims', namespaced: true },
  Deployment: { plural: 'deployments', namespaced: true },
  Secret: { plural: 'secrets', namespaced: true },
  Namespace: { plural: 'namespaces', namespaced: false },
  Node: { plural: 'nodes', namespaced: false },
  ServiceAccount: { plural: 'serviceaccounts', namespaced: true },
  ClusterRole: { plural: 'clusterroles', namespaced: false },
  ClusterRoleBinding: { plural: 'clusterrolebindings', namespaced: false },
  Role: { plural: 'roles', namespaced: true },
  RoleBinding: { plural: 'rolebindings', namespaced: true },
  ValidatingAdmissionPolicy: { plural: 'validatingadmissionpolicies', namespaced: false },
  ValidatingAdmissionPolicyBinding: { plural: 'validatingadmissionpolicybindings', namespaced: false },
};

const root = fileURLToPath(new URL('../..', import.meta.url));

/** All objects of a YAML file, or of all YAML files of a folder in the order of their names. The path is relative to the repository. */
export async function readManifests(path: string): Promise<readonly Manifest[]> {
  const files = path.endsWith('.yaml') ? [path] : await yamlFilesIn(path);
  const texts = await Promise.all(files.map(async (file) => readFile(`${root}/${file}`, 'utf8')));
  return texts.flatMap(parseManifests);
}

async function yamlFilesIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(`${root}/${folder}`);
  return names
    .filter((name) => name.endsWith('.yaml'))
    .toSorted()
    .map((name) => `${folder}/${name}`);
}

/** The objects of one YAML text. */
export function parseManifests(text: string): readonly Manifest[] {
  return parseAllDocuments(text)
    .map((document): Manifest | null => document.toJS())
    .filter((manifest) => manifest !== null);
}

/** The address of the collection that an object belongs to. */
export function collectionOf(manifest: Manifest): string {
  const place = plurals[manifest.kind];
  if (place === undefined) throw new Error(`test/e2e/manifests.ts does not know the kind ${manifest.kind}; add it`);
  const base = manifest.apiVersion.includes('/') ? `/apis/${manifest.apiVersion}` : `/api/${manifest.apiVersion}`;
  const namespace = place.namespaced ? `/namespaces/${manifest.metadata.namespace ?? 'default'}` : '';
  return `${base}${namespace}/${place.plural}`;
}

/** Asks whether the object would be accepted; nothing is stored. Unknown fields are refused. */
export async function tryToCreate(api: ApiServer, manifest: Manifest, as?: Impersonation): Promise<ApiAnswer> {
  const path = `${collectionOf(manifest)}?dryRun=All&fieldValidation=Strict`;
  return api.send({ method: 'POST', path, body: manifest, ...(as && { as }) });
}

/** Applies objects one after the other and throws at the first that is refused. */
export async function applyManifests(api: ApiServer, manifests: readonly Manifest[]): Promise<void> {
  for (const manifest of manifests) {
    const answer = await serverSideApply(api, manifest, '');
    if (answer.code >= 300) throw new Error(`${manifest.kind} ${manifest.metadata.name}: ${answer.message}`);
  }
}

/** Applies an object as kubectl apply --server-side does. `query` may hold `&dryRun=All`. */
export async function serverSideApply(api: ApiServer, manifest: Manifest, query: string): Promise<ApiAnswer> {
  return api.send({
    method: 'PATCH',
    path: `${collectionOf(manifest)}/${manifest.metadata.name}?fieldManager=cloudburst-tests&force=true&fieldValidation=Strict${query}`,
    contentType: 'application/apply-patch+yaml',
    body: manifest,
  });
}

/** A copy with a patch laid over it: objects are merged, null removes a field, everything else replaces (RFC 7386). */
export function patched<T extends Json>(base: T, patch: Json): T {
  const merged: Record<string, unknown> = { ...base };
  for (const [field, value] of Object.entries(patch)) {
    if (value === null) delete merged[field];
    else merged[field] = isObject(value) ? patched(asObject(merged[field]), value) : value;
  }
  // A patch may break the shape on purpose; that is what the tests that use it are about.
  return merged as T;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function asObject(value: unknown): Json {
  return isObject(value) ? value : {};
}
