/**
 * Writes src/api/generated.ts from the schemas in crds/, the one source of the three kinds.
 * A schema with a title becomes a named interface; the descriptions become doc comments.
 */
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

interface Schema {
  readonly title?: string;
  readonly description?: string;
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly items?: Schema;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema;
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  /** Our own: a TypeScript type to print as it is. */
  readonly literal?: string;
}

const root = fileURLToPath(new URL('..', import.meta.url));
const interfaces = new Map<string, string>();

function typeOf(schema: Schema): string {
  if (schema.literal !== undefined) return schema.literal;
  if (schema['x-kubernetes-int-or-string'] === true) return 'string | number';
  if (schema['x-kubernetes-preserve-unknown-fields'] === true) return 'Readonly<Record<string, unknown>>';
  if (schema.enum) return schema.enum.map((value) => `'${value}'`).join(' | ');
  if (schema.type === 'integer' || schema.type === 'number') return 'number';
  if (schema.type === 'array') return arrayOf(typeOf(schema.items ?? {}));
  if (schema.additionalProperties) return `Readonly<Record<string, ${typeOf(schema.additionalProperties)}>>`;
  if (schema.type !== 'object') return schema.type ?? 'unknown';
  if (schema.title === undefined) throw new Error('an object schema needs a title, which becomes the name of its type');
  const { description: _onTheField, ...own } = schema;
  define(schema.title, own);
  return schema.title;
}

function arrayOf(type: string): string {
  return type.includes('|') ? `readonly (${type})[]` : `readonly ${type}[]`;
}

function define(name: string, schema: Schema): void {
  const fields = Object.entries(schema.properties ?? {}).map(([key, child]) => {
    const optional = schema.required?.includes(key) ? '' : '?';
    return `${comment(child.description, '  ')}  readonly ${key}${optional}: ${typeOf(child)};\n`;
  });
  const text = `${comment(schema.description, '')}export interface ${name} {\n${fields.join('')}}\n`;
  const known = interfaces.get(name);
  if (known !== undefined && known !== text)
    throw new Error(`two different schemas are titled ${name}; give one another title`);
  interfaces.set(name, text);
}

function comment(text: string | undefined, indent: string): string {
  return text === undefined ? '' : `${indent}/** ${text} */\n`;
}

for (const file of (await readdir(`${root}/crds`)).filter((name) => name.endsWith('.yaml')).toSorted()) {
  const crd = parse(await readFile(`${root}/crds/${file}`, 'utf8'));
  if (crd.kind !== 'CustomResourceDefinition') continue;
  const version = crd.spec.versions[0];
  const schema: Schema = version.schema.openAPIV3Schema;
  define(crd.spec.names.kind, {
    ...schema,
    required: ['apiVersion', 'kind', 'metadata', 'spec'],
    properties: {
      ...schema.properties,
      apiVersion: { literal: `'${crd.spec.group}/${version.name}'` },
      kind: { literal: `'${crd.spec.names.kind}'` },
      metadata: { literal: 'ObjectMeta' },
    },
  });
}

await writeFile(
  `${root}/src/api/generated.ts`,
  [
    '// Generated from crds/ by `npm run generate`; edit the schemas, not this file.',
    "import type { ObjectMeta } from './object-meta.ts';\n",
    ...interfaces.values(),
  ].join('\n'),
);
