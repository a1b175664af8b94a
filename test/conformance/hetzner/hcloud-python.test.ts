import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { simulatedClouds } from '../../helpers/simulated-clouds.ts';
import type { Check } from '../clients/checks.ts';
import { checkNamed, runChecks } from '../clients/checks.ts';
import { ensurePythonPackages } from '../clients/python-packages.ts';
import { checkNames } from './check-names.ts';

const folder = join(import.meta.dirname, 'python');

describe("simulated Hetzner under Hetzner's own Python client", () => {
  let checks: readonly Check[] = [];

  beforeAll(async () => {
    const requirements = join(folder, 'requirements.txt');
    const packages = await ensurePythonPackages({ name: 'hetzner-python', requirements }, console.log);
    await using clouds = await simulatedClouds({ bootDelayMs: 40 });
    const { hetzner, control } = clouds.endpoints;
    const env = {
      HETZNER_ENDPOINT: hetzner,
      CONTROL_ENDPOINT: control,
      PYTHONPATH: packages,
      PYTHONDONTWRITEBYTECODE: '1',
    };
    checks = await runChecks({ command: 'python3', args: [join(folder, 'main.py')], env });
  });

  it('is put through every check of the list, and no other', () => {
    expect(checks.map((check) => check.name).toSorted()).toEqual(checkNames.toSorted());
  });

  it.each(checkNames)('%s', (name) => {
    expect(checkNamed(checks, name)).toEqual({ name, ok: true, detail: expect.any(String) });
  });
});
