import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { simulatedClouds } from '../../helpers/simulated-clouds.ts';
import type { Check } from '../clients/checks.ts';
import { checkNamed, runChecks } from '../clients/checks.ts';
import { ensureGoProgram } from '../clients/go-program.ts';
import { checkNames, revokedKey } from './check-names.ts';

describe("simulated Scaleway under Scaleway's own Go client", () => {
  let checks: readonly Check[] = [];

  beforeAll(async () => {
    const sources = ['servers.go', 'refusals.go', 'others.go'];
    const program = { name: 'scaleway-go', module: join(import.meta.dirname, 'go'), sources };
    const command = await ensureGoProgram(program, console.log);
    await using clouds = await simulatedClouds({ bootDelayMs: 40, tokens: { revoked: [revokedKey] } });
    const { scaleway, control } = clouds.endpoints;
    checks = await runChecks({ command, args: [], env: { SCALEWAY_ENDPOINT: scaleway, CONTROL_ENDPOINT: control } });
  });

  it('is put through every check of the list, and no other', () => {
    expect(checks.map((check) => check.name).toSorted()).toEqual(checkNames.toSorted());
  });

  it.each(checkNames)('%s', (name) => {
    expect(checkNamed(checks, name)).toEqual({ name, ok: true, detail: expect.any(String) });
  });
});
