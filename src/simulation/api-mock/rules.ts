import { z } from 'zod';

const pattern = z.string().refine(isRegularExpression, 'Not a regular expression');

/** A rule as the control endpoint takes it. */
export const mockRuleSchema = z.strictObject({
  /** Chosen by the caller, or `rule-<n>`. */
  id: z.string().min(1).max(100).optional(),
  /** HTTP method in upper case; `*` for any. */
  method: z.string().min(1).default('*'),
  /** Regular expression on the path without query, for example `^/v1/servers$`. */
  path: pattern,
  /** What happens instead of the upstream's answer: an answer, silence, or a cut connection. */
  action: z.enum(['respond', 'hang', 'reset']).default('respond'),
  /** Status of the answer. */
  status: z.number().int().min(200).max(599).default(503),
  /** Body of the answer; default: an error envelope as Hetzner's. */
  body: z.string().optional(),
  contentType: z.string().default('application/json'),
  /** How often the rule strikes; default: without end. */
  count: z.number().int().min(1).optional(),
});

/** The rules that replace all others. */
export const mockRulesSchema = z.strictObject({ rules: z.array(mockRuleSchema) });

/** A rule with its name and how often it struck. */
export interface MockRule extends Omit<z.infer<typeof mockRuleSchema>, 'id'> {
  readonly id: string;
  readonly hits: number;
}

/** Rules ready for use, numbered where they have no id. */
export function namedRules(rules: readonly z.infer<typeof mockRuleSchema>[]): readonly MockRule[] {
  return rules.map((rule, index) => ({ ...rule, id: rule.id ?? `rule-${index + 1}`, hits: 0 }));
}

/** The first rule that fits a request and is not used up. */
export function findRule(rules: readonly MockRule[], method: string, path: string): MockRule | undefined {
  return rules.find(
    (rule) =>
      (rule.method === '*' || rule.method === method) &&
      (rule.count === undefined || rule.hits < rule.count) &&
      new RegExp(rule.path).test(path),
  );
}

/** The rules after one of them struck. */
export function countHit(rules: readonly MockRule[], id: string): readonly MockRule[] {
  return rules.map((rule) => (rule.id === id ? { ...rule, hits: rule.hits + 1 } : rule));
}

/** Body of the answer of a rule. */
export function bodyOf(rule: MockRule): string {
  if (rule.body !== undefined) return rule.body;
  const message = 'the API mock refuses this request';
  return JSON.stringify({ error: { code: codeOf(rule.status), message, details: null } });
}

function codeOf(status: number): string {
  const codes: Readonly<Record<number, string>> = {
    429: 'rate_limit_exceeded',
    502: 'bad_gateway',
    503: 'unavailable',
    504: 'timeout',
  };
  return codes[status] ?? 'server_error';
}

function isRegularExpression(text: string): boolean {
  try {
    return new RegExp(text) instanceof RegExp;
  } catch {
    return false;
  }
}
