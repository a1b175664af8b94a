import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { findFreePorts } from './free-ports.ts';

const storedPorts = z.record(z.string(), z.int().min(1).max(65_535));

/** Which ports a component needs, and where they are remembered. */
export interface PortClaim<Name extends string> {
  /** Remembers the ports from one start to the next, so that clients keep their addresses. */
  readonly file: string;
  /** A name without a remembered port gets this one if it is free, else any free one. */
  readonly preferred: Readonly<Record<Name, number | undefined>>;
  /** Whether the component runs already: then its remembered ports are its own and stay. */
  readonly running: boolean;
}

/** The ports of a component, the same at each start as long as nobody else took them. */
export async function claimPorts<Name extends string>(claim: PortClaim<Name>): Promise<Readonly<Record<Name, number>>> {
  const stored = readPorts(claim.file);
  const wanted = { ...claim.preferred, ...stored };
  if (claim.running && hasEveryPort(wanted)) return wanted;
  const ports = await findFreePorts<Name>(wanted);
  writeFileSync(claim.file, `${JSON.stringify(ports, undefined, 2)}\n`);
  return ports;
}

function hasEveryPort<Name extends string>(
  ports: Readonly<Record<Name, number | undefined>>,
): ports is Readonly<Record<Name, number>> {
  return Object.values(ports).every((port) => port !== undefined);
}

/** The ports that a file remembers; none when it is missing or broken. */
export function readPorts(file: string): Readonly<Record<string, number>> {
  try {
    return storedPorts.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return {};
  }
}
