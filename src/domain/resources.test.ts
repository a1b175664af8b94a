import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addResources,
  formatResources,
  lackingResource,
  maxResources,
  minResources,
  parseResources,
  resourcesFit,
  subtractResources,
  type ResourceList,
} from './resources.ts';

describe('resources', () => {
  it('are read in base units and written back', () => {
    const resources = parseResources({
      memory: '2Gi',
      cpu: '1500m',
      pods: 3,
      'nvidia.com/gpu': '1',
      'ephemeral-storage': '10Gi',
    });
    expect(resources).toEqual({
      cpu: 1500,
      memory: 2_147_483_648,
      pods: 3,
      'nvidia.com/gpu': 1,
      'ephemeral-storage': 10_737_418_240,
    });
    expect(formatResources(resources)).toEqual({
      cpu: '1500m',
      'ephemeral-storage': '10Gi',
      memory: '2Gi',
      'nvidia.com/gpu': '1',
      pods: '3',
    });
  });

  it('leave out what is zero when written', () => {
    expect(formatResources({ cpu: 0, memory: 1 })).toEqual({ memory: '1' });
  });

  it('fit when nothing is lacking, and zero of an unknown resource lacks nothing', () => {
    expect(resourcesFit({ cpu: 2, 'nvidia.com/gpu': 0 }, { cpu: 2 })).toBe(true);
    expect(lackingResource({ cpu: 2, memory: 5 }, { cpu: 2, memory: 4 })).toBe('memory');
    expect(lackingResource({ 'nvidia.com/gpu': 1 }, { cpu: 2 })).toBe('nvidia.com/gpu');
  });

  it('take the greater and the smaller amount name by name', () => {
    expect(maxResources({ cpu: 1, memory: 5 }, { cpu: 3 })).toEqual({ cpu: 3, memory: 5 });
    expect(minResources({ cpu: 1, memory: 5 }, { cpu: 3 })).toEqual({ cpu: 1, memory: 0 });
  });

  it('are the same again after adding and subtracting', () => {
    const list = fc.dictionary(fc.constantFrom('cpu', 'memory', 'pods'), fc.nat());
    fc.assert(
      fc.property(list, list, (a: ResourceList, b: ResourceList) => {
        const back = subtractResources(addResources(a, b), b);
        for (const name of Object.keys(back)) expect(back[name]).toBe(a[name] ?? 0);
        expect(resourcesFit(a, addResources(a, b))).toBe(true);
      }),
    );
  });
});
