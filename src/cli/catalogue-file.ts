import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Offering } from '../domain/offering.ts';
import { providerNames } from '../domain/offering.ts';

const offeringSchema = z.strictObject({
  provider: z.enum(providerNames),
  region: z.string().min(1),
  zone: z.string().min(1),
  instanceType: z.string().min(1),
  architecture: z.enum(['amd64', 'arm64']),
  vcpu: z.int().positive(),
  memoryBytes: z.number().positive(),
  diskBytes: z.number().nonnegative(),
  priceEurPerHour: z.number().nonnegative(),
  isEu: z.boolean(),
  available: z.boolean().default(true),
});

/** A catalogue file cannot be read or is not a list of offerings. */
export class CatalogueFileError extends Error {
  override readonly name = 'CatalogueFileError';
}

/** Reads offerings from a YAML or JSON file: a list with the fields of Offering. Throws CatalogueFileError. */
export async function readCatalogueFile(path: string): Promise<readonly Offering[]> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new CatalogueFileError(`The catalogue ${path} cannot be read (${error.code}), give a file that exists`);
  });
  const offerings = z.array(offeringSchema).safeParse(parsed(path, text));
  if (offerings.success) return offerings.data;
  const [issue] = offerings.error.issues;
  const where = issue === undefined ? '' : ` at ${issue.path.join('.') || 'the top'}: ${issue.message}`;
  throw new CatalogueFileError(`The catalogue ${path} is no list of offerings${where}`);
}

function parsed(path: string, text: string): unknown {
  try {
    return parse(text);
  } catch {
    throw new CatalogueFileError(`The catalogue ${path} is neither YAML nor JSON, mend its syntax`);
  }
}
