import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';

const example = new URL('../../../examples/dr-example.yaml', import.meta.url);

/** The placeholders of the example and what stands for them. */
export interface ExampleValues {
  readonly namespace: string;
  readonly apiServer: string;
}

/** A Scaleway project that exists in no account. */
export const demoProject = '6f6f6f6f-1111-4222-8333-444444444444';

/** A manifest as it is parsed. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec: Readonly<Record<string, unknown>>;
}

/** The objects of the disaster-recovery example with its placeholders filled in. */
export function exampleObjects(values: ExampleValues): readonly Manifest[] {
  const text = readFileSync(example, 'utf8')
    .replaceAll('https://<HOST_TAILSCALE_IP>:6443', values.apiServer)
    .replaceAll('your-scaleway-project-id', demoProject)
    .replaceAll('namespace: default', `namespace: ${values.namespace}`);
  return parseAllDocuments(text).map((document): Manifest => document.toJS());
}
