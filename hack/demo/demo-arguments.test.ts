import { describe, expect, it } from 'vitest';
import { parseDemoArguments, UsageError } from './demo-arguments.ts';

describe('parseDemoArguments', () => {
  it('puts the stack into the checkout unless told otherwise', () => {
    expect(parseDemoArguments(['--with-api-mock'], '/checkout')).toEqual({
      useExistingCluster: false,
      keep: false,
      stateDir: '/checkout/.cloudburst',
    });
  });

  it('takes the other flags', () => {
    const args = ['--with-api-mock', '--use-existing-cluster', '--keep', '--state-dir', '/elsewhere'];
    expect(parseDemoArguments(args, '/checkout')).toEqual({
      useExistingCluster: true,
      keep: true,
      stateDir: '/elsewhere',
    });
  });

  it('says why the mock is needed', () => {
    expect(() => parseDemoArguments([], '/checkout')).toThrow(UsageError);
    expect(() => parseDemoArguments(['--keep'], '/checkout')).toThrow('no account is used');
  });

  it('shows the usage after a flag that it does not know', () => {
    expect(() => parseDemoArguments(['--with-api-mock', '--fast'], '/checkout')).toThrow(/--fast[\s\S]*Usage:/);
  });

  it('gives help without asking for the mock', () => {
    expect(parseDemoArguments(['--help'], '/checkout')).toBeUndefined();
  });
});
