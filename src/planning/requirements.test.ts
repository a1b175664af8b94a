import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Requirement } from '../api/generated.ts';
import { implies, intersect, matchesLabels, matchesRequirement } from './requirements.ts';

const need = (operator: Requirement['operator'], ...values: string[]): Requirement =>
  values.length === 0 ? { key: 'k', operator } : { key: 'k', operator, values };

describe('matchesRequirement', () => {
  it.each([
    [need('In', 'a', 'b'), { k: 'b' }, true],
    [need('In', 'a'), { k: 'b' }, false],
    [need('In', 'a'), {}, false],
    [need('NotIn', 'a'), {}, true],
    [need('NotIn', 'a'), { k: 'a' }, false],
    [need('Exists'), { k: '' }, true],
    [need('Exists'), {}, false],
    [need('DoesNotExist'), {}, true],
    [need('DoesNotExist'), { k: 'a' }, false],
    [need('Gt', '3'), { k: '4' }, true],
    [need('Gt', '3'), { k: '3' }, false],
    [need('Lt', '3'), { k: '-1' }, true],
    [need('Lt', '3'), { k: 'two' }, false],
    [need('Gt', '3'), {}, false],
    [{ key: 'constructor', operator: 'Exists' } as const, {}, false],
  ])('%j on %j is %s', (requirement, labels, expected) => {
    expect(matchesRequirement(requirement, labels)).toBe(expected);
  });
});

const value = fc.constantFrom('1', '2', '3', 'a', 'b');
const requirement: fc.Arbitrary<Requirement> = fc.oneof(
  fc.record({
    key: fc.constantFrom('k', 'l'),
    operator: fc.constantFrom('In' as const, 'NotIn' as const),
    values: fc.array(value, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({ key: fc.constantFrom('k', 'l'), operator: fc.constantFrom('Exists' as const, 'DoesNotExist' as const) }),
  fc.record({
    key: fc.constantFrom('k', 'l'),
    operator: fc.constantFrom('Gt' as const, 'Lt' as const),
    values: fc.tuple(fc.constantFrom('0', '1', '2', '3')),
  }),
);
const requirementList = fc.array(requirement, { maxLength: 5 });
const labels = fc.dictionary(fc.constantFrom('k', 'l'), fc.constantFrom('0', '1', '2', '3', '4', 'a', 'b', 'c'));

describe('intersect', () => {
  it('narrows a key to what all allow', () => {
    expect(intersect([need('In', 'c', 'b', 'a'), need('NotIn', 'a'), need('In', 'a', 'b', 'c', 'd')])).toEqual([
      need('In', 'b', 'c'),
    ]);
    expect(intersect([need('In', '1', '5'), need('Gt', '2'), need('Exists')])).toEqual([need('In', '5')]);
    expect(intersect([need('NotIn', 'b'), need('NotIn', 'a', 'b'), need('Exists')])).toEqual([
      need('Exists'),
      need('NotIn', 'a', 'b'),
    ]);
  });

  it.each([
    [[need('In', 'a'), need('In', 'b')]],
    [[need('Exists'), need('DoesNotExist')]],
    [[need('Gt', '2'), need('Lt', '3')]],
    [[need('Gt', '2'), need('DoesNotExist')]],
  ])('finds the contradiction in %j', (list) => {
    expect(intersect(list)).toBeUndefined();
  });

  it('accepts exactly the labels that the requirements accept', () => {
    fc.assert(
      fc.property(requirementList, labels, (list, node) => {
        const narrowed = intersect(list);
        expect(narrowed !== undefined && matchesLabels(narrowed, node)).toBe(matchesLabels(list, node));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('implies', () => {
  it.each([
    [[need('In', 'a')], need('In', 'a', 'b'), true],
    [[need('In', 'a', 'c')], need('In', 'a', 'b'), false],
    [[need('In', '4', '5')], need('Gt', '3'), true],
    [[need('Exists')], need('NotIn', 'a'), false],
    [[need('NotIn', 'a', 'b')], need('NotIn', 'a'), true],
    [[need('Gt', '5')], need('NotIn', '4'), true],
    [[need('Gt', '5')], need('Gt', '4'), true],
    [[need('Gt', '5')], need('Exists'), true],
    [[need('DoesNotExist')], need('NotIn', 'a'), true],
    [[], need('NotIn', 'a'), false],
  ])('%j to %j is %s', (guarantees, wanted, expected) => {
    expect(implies(guarantees, wanted)).toBe(expected);
  });

  it('never promises what some labels break', () => {
    fc.assert(
      fc.property(requirementList, requirement, labels, (list, wanted, node) => {
        const guarantees = intersect(list);
        fc.pre(guarantees !== undefined && matchesLabels(guarantees, node) && implies(guarantees, wanted));
        expect(matchesRequirement(wanted, node)).toBe(true);
      }),
    );
  });

  it('promises everything that was narrowed in', () => {
    fc.assert(
      fc.property(requirementList, (list) => {
        const guarantees = intersect(list);
        fc.pre(guarantees !== undefined);
        for (const wanted of list) expect(implies(guarantees, wanted)).toBe(true);
      }),
    );
  });
});
