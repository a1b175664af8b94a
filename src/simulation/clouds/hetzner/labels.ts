const name = '[a-zA-Z0-9](?:[-_.a-zA-Z0-9]{0,61}[a-zA-Z0-9])?';
const dnsLabel = '[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?';
const keyPattern = new RegExp(`^(?:(${dnsLabel}(?:\\.${dnsLabel})*)/)?${name}$`);
const valuePattern = new RegExp(`^(?:${name})?$`);

/**
 * What is wrong with a label, or undefined when nothing is. Rules of the API reference, "Labels": optional DNS prefix of at
 * most 253 characters, name and value of at most 63, the prefix `hetzner.cloud/` is reserved.
 */
export function labelDefect(key: string, value: string): string | undefined {
  const prefix = keyPattern.exec(key)?.[1];
  if (!keyPattern.test(key) || (prefix?.length ?? 0) > 253) return `label key '${key}' is not correctly formatted`;
  if (prefix === 'hetzner.cloud') return `label key '${key}' uses the reserved prefix hetzner.cloud/`;
  if (!valuePattern.test(value)) return `label value '${value}' is not correctly formatted`;
  return undefined;
}

/** One condition on a resource's labels. */
export type LabelTerm =
  | { readonly kind: 'exists'; readonly key: string }
  | { readonly kind: 'absent'; readonly key: string }
  | { readonly kind: 'in'; readonly key: string; readonly values: readonly string[] }
  | { readonly kind: 'not-in'; readonly key: string; readonly values: readonly string[] };

/**
 * Reads a label selector: `k`, `!k`, `k=v`, `k==v`, `k!=v`, `k in (a,b)`, `k notin (a,b)`, all of the comma-separated terms
 * have to hold (API reference, "Label Selector"). Undefined when it cannot be read.
 */
export function parseLabelSelector(selector: string): readonly LabelTerm[] | undefined {
  if (selector.trim() === '') return [];
  const terms = splitTerms(selector).map((term) => parseTerm(term.trim()));
  return terms.every((term) => term !== undefined) ? terms : undefined;
}

/** Whether labels fulfil every term. A missing key fulfils `!=` and `notin`, as in Kubernetes. */
export function matchesLabels(terms: readonly LabelTerm[], labels: Readonly<Record<string, string>>): boolean {
  return terms.every((term) => {
    const value = Object.hasOwn(labels, term.key) ? labels[term.key] : undefined;
    switch (term.kind) {
      case 'exists':
        return value !== undefined;
      case 'absent':
        return value === undefined;
      case 'in':
        return value !== undefined && term.values.includes(value);
      case 'not-in':
        return value === undefined || !term.values.includes(value);
      default:
        return term satisfies never;
    }
  });
}

/** Commas inside parentheses belong to a set of values. */
function splitTerms(selector: string): string[] {
  return selector.split(/,(?![^()]*\))/);
}

function parseTerm(term: string): LabelTerm | undefined {
  const set = /^(\S+)\s+(in|notin)\s*\(([^()]*)\)$/.exec(term);
  if (set !== null) return setTerm(set[1] ?? '', set[2] ?? '', set[3] ?? '');
  const comparison = /^([^=!\s]+)\s*(==|=|!=)\s*(\S*)$/.exec(term);
  if (comparison !== null)
    return setTerm(comparison[1] ?? '', comparison[2] === '!=' ? 'notin' : 'in', comparison[3] ?? '');
  const key = term.replace(/^!\s*/, '');
  if (!keyPattern.test(key)) return undefined;
  return { kind: term.startsWith('!') ? 'absent' : 'exists', key };
}

function setTerm(key: string, operator: string, list: string): LabelTerm | undefined {
  const values = list.split(',').map((value) => value.trim());
  if (!keyPattern.test(key) || !values.every((value) => valuePattern.test(value))) return undefined;
  return { kind: operator === 'in' ? 'in' : 'not-in', key, values };
}
