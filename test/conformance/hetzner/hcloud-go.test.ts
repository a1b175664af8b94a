import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { simulatedClouds } from '../../helpers/simulated-clouds.ts';
import type { Check } from '../clients/checks.ts';
import { checkNamed, runChecks } from '../clients/checks.ts';
import { ensureGoProgram } from '../clients/go-program.ts';
import { checkNames } from './check-names.ts';

describe("simulated Hetzner under Hetzner's own Go client", () => {
  let checks: readonly Check[] = [];

  beforeAll(async () => {
    const sources = ['servers.go', 'refusals.go', 'others.go', 'sides.go'];
    const program = { name: 'hetzner-go', module: join(import.meta.dirname, 'go'), sources };
    const command = await ensureGoProgram(program, console.log);
    await using clouds = await simulatedClouds({ bootDelayMs: 40 });
    const { hetzner, control } = clouds.endpoints;
    checks = await runChecks({ command, args: [], env: { HETZNER_ENDPOINT: hetzner, CONTROL_ENDPOINT: control } });
  });

  it('is put through every check of the list, and no other', () => {
    expect(checks.map((check) => check.name).toSorted()).toEqual(checkNames.toSorted());
  });

  it.each(checkNames)('%s', (name) => {
    expect(checkNamed(checks, name)).toEqual({ name, ok: true, detail: expect.any(String) });
  });
});
