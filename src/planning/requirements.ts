import type { Requirement } from '../api/generated.ts';

/** Labels of a node. */
export type Labels = Readonly<Record<string, string>>;

/** Whether labels satisfy a requirement, with the semantics of node affinity: NotIn and DoesNotExist accept an absent label. */
export function matchesRequirement(requirement: Requirement, labels: Labels): boolean {
  const value = Object.hasOwn(labels, requirement.key) ? labels[requirement.key] : undefined;
  const values = requirement.values ?? [];
  switch (requirement.operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'Gt':
      return compareIntegers(value, values[0], (label, bound) => label > bound);
    case 'Lt':
      return compareIntegers(value, values[0], (label, bound) => label < bound);
    default:
      return requirement.operator satisfies never;
  }
}

/** Whether labels satisfy all requirements. */
export function matchesLabels(requirements: readonly Requirement[], labels: Labels): boolean {
  return requirements.every((requirement) => matchesRequirement(requirement, labels));
}

/**
 * The same demand in the fewest requirements, sorted by key, each key narrowed to one In where it can be.
 * Undefined when no labels can satisfy them all.
 */
export function intersect(requirements: readonly Requirement[]): readonly Requirement[] | undefined {
  const keys = [...new Set(requirements.map((requirement) => requirement.key))].toSorted();
  const narrowed = keys.map((key) => narrow(requirements.filter((requirement) => requirement.key === key)));
  return narrowed.some((list) => list === undefined) ? undefined : narrowed.flatMap((list) => list ?? []);
}

/**
 * Whether every set of labels that satisfies the guarantees satisfies the requirement too.
 * The guarantees must come from {@link intersect}. May say no where a yes would take arithmetic, never the other way round.
 */
export function implies(guarantees: readonly Requirement[], requirement: Requirement): boolean {
  const known = guarantees.filter((guarantee) => guarantee.key === requirement.key);
  const possible = known.find((guarantee) => guarantee.operator === 'In')?.values;
  if (possible !== undefined)
    return possible.every((value) => matchesRequirement(requirement, { [requirement.key]: value }));
  if (known.some((guarantee) => guarantee.operator === 'DoesNotExist')) return matchesRequirement(requirement, {});
  return known.length > 0 && impliedByOpenSet(known, requirement);
}

function impliedByOpenSet(known: readonly Requirement[], requirement: Requirement): boolean {
  const values = requirement.values ?? [];
  switch (requirement.operator) {
    case 'In':
    case 'DoesNotExist':
      return false;
    case 'Exists':
      return known.some((guarantee) => guarantee.operator !== 'NotIn');
    case 'NotIn':
      return values.every((value) =>
        known.some((guarantee) => !matchesRequirement(guarantee, { [guarantee.key]: value })),
      );
    case 'Gt':
      return boundOf(known, 'Gt', (bound) => bound >= Number(values[0]));
    case 'Lt':
      return boundOf(known, 'Lt', (bound) => bound <= Number(values[0]));
    default:
      return requirement.operator satisfies never;
  }
}

function boundOf(known: readonly Requirement[], operator: 'Gt' | 'Lt', isTight: (bound: number) => boolean): boolean {
  return known.some((guarantee) => guarantee.operator === operator && isTight(Number(guarantee.values?.[0])));
}

/** Requirements of one key, as few as possible; undefined when they contradict each other. */
function narrow(requirements: readonly Requirement[]): readonly Requirement[] | undefined {
  const [{ key } = { key: '' }] = requirements;
  const mayBeAbsent = requirements.every((requirement) => matchesRequirement(requirement, {}));
  if (requirements.some((requirement) => requirement.operator === 'DoesNotExist')) {
    return mayBeAbsent ? [{ key, operator: 'DoesNotExist' }] : undefined;
  }
  const [first, ...others] = requirements.filter((requirement) => requirement.operator === 'In');
  if (first === undefined) return narrowOpenSet(key, requirements);
  const values = [...new Set(first.values)].filter((value) =>
    matchesLabels([...others, ...requirements], { [key]: value }),
  );
  return values.length === 0 ? undefined : [{ key, operator: 'In', values: values.toSorted() }];
}

function narrowOpenSet(key: string, requirements: readonly Requirement[]): readonly Requirement[] | undefined {
  const excluded = [...new Set(valuesOf(requirements, 'NotIn'))].toSorted();
  const above = valuesOf(requirements, 'Gt').toSorted((a, b) => Number(b) - Number(a))[0];
  const below = valuesOf(requirements, 'Lt').toSorted((a, b) => Number(a) - Number(b))[0];
  if (above !== undefined && below !== undefined && Number(below) - Number(above) < 2) return undefined;
  const result: Requirement[] = [];
  const mustExist = requirements.some((requirement) => requirement.operator === 'Exists');
  if (mustExist && above === undefined && below === undefined) result.push({ key, operator: 'Exists' });
  if (above !== undefined) result.push({ key, operator: 'Gt', values: [above] });
  if (below !== undefined) result.push({ key, operator: 'Lt', values: [below] });
  if (excluded.length > 0) result.push({ key, operator: 'NotIn', values: excluded });
  return result;
}

function valuesOf(requirements: readonly Requirement[], operator: Requirement['operator']): readonly string[] {
  return requirements
    .filter((requirement) => requirement.operator === operator)
    .flatMap((requirement) => requirement.values ?? []);
}

function compareIntegers(
  label: string | undefined,
  bound: string | undefined,
  holds: (label: number, bound: number) => boolean,
): boolean {
  if (label === undefined || bound === undefined || !integer.test(label) || !integer.test(bound)) return false;
  return holds(Number(label), Number(bound));
}

const integer = /^[+-]?\d+$/;
