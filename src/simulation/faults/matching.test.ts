import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../random.ts';
import { createFaultBook } from './book.ts';
import type { ArmedFault, FaultCall } from './matching.ts';
import { matchFaults } from './matching.ts';
import type { FaultRule } from './rule.ts';
import { faultRuleSchema } from './rule.ts';

const create: FaultCall = {
  provider: 'hetzner',
  operations: ['create-server', 'POST /v1/servers', 'POST /servers'],
  type: 'cx23',
  location: 'fsn1',
};

const list: FaultCall = { provider: 'hetzner', operations: ['list-servers', 'GET /v1/servers', 'GET /servers'] };
const neverDrawn = (): number => expect.fail('No number should have been drawn');

function rule(change: Partial<FaultRule> = {}): FaultRule {
  return { provider: '*', effect: { kind: 'hang-after' }, ...change };
}

function armed(change: Partial<FaultRule> = {}): ArmedFault {
  return { id: 'f', rule: rule(change), seen: 0, hits: 0 };
}

function strikes(change: Partial<FaultRule>, call: FaultCall = create): boolean {
  return matchFaults([armed(change)], call, neverDrawn).struck.length > 0;
}

describe('matching of faults', () => {
  it.each([
    ['create-server', true],
    ['POST /servers', true],
    ['POST /v1/servers', true],
    ['POST *', true],
    ['*', true],
    ['* /servers', true],
    ['GET /servers', false],
    ['POST /server', false],
    ['server', false],
    ['POST /servers?', false],
  ])('operation %j fits a create: %s', (operation, expected) => {
    expect(strikes({ operation })).toBe(expected);
  });

  it('keeps to its provider', () => {
    expect(strikes({ provider: 'scaleway' })).toBe(false);
    expect(strikes({ provider: 'hetzner' })).toBe(true);
  });

  it('puts effects without an operation where they belong', () => {
    expect(strikes({ effect: { kind: 'never-boots' } }, list)).toBe(false);
    expect(strikes({ effect: { kind: 'never-boots' } })).toBe(true);
    expect(strikes({ effect: { kind: 'stale-list', ms: 1 } }, list)).toBe(true);
    expect(strikes({ effect: { kind: 'stale-list', ms: 1 } })).toBe(false);
  });

  it('sells out only the types and locations it names, and counts only those', () => {
    const effect = { kind: 'sold-out', types: ['cx33'], locations: ['fsn1'] } as const;
    const rules = [armed({ effect: { ...effect, types: ['cx33'], locations: ['fsn1'] }, count: 1 })];
    const other = matchFaults(rules, create, neverDrawn);
    expect(other).toMatchObject({ struck: [], faults: [{ seen: 0 }] });
    const same = matchFaults(other.faults, { ...create, type: 'cx33' }, neverDrawn);
    expect(same.struck).toHaveLength(1);
    const elsewhere = { ...create, type: 'cx33', location: 'nbg1' };
    expect(matchFaults(rules, elsewhere, neverDrawn).struck).toEqual([]);
  });

  it('lets the first calls pass, then strikes as often as it may', () => {
    fc.assert(
      fc.property(fc.nat(5), fc.integer({ min: 1, max: 5 }), fc.nat(20), (after, count, calls) => {
        let faults: readonly ArmedFault[] = [armed({ after, count })];
        const struck: number[] = [];
        for (let call = 0; call < calls; call += 1) {
          const verdict = matchFaults(faults, create, neverDrawn);
          faults = verdict.faults;
          if (verdict.struck.length > 0) struck.push(call);
        }
        const expected = Array.from({ length: count }, (_, index) => after + index).filter((call) => call < calls);
        expect(struck).toEqual(expected);
      }),
    );
  });

  it('strikes the same calls for the same seed, and about as often as its probability says', () => {
    const run = (seed: number): boolean[] => {
      const book = createFaultBook(createRandom(seed));
      book.arm(rule({ probability: 0.3 }));
      return Array.from({ length: 1_000 }, () => book.strike(create).length > 0);
    };
    expect(run(1)).toEqual(run(1));
    expect(run(1)).not.toEqual(run(2));
    const hits = run(3).filter(Boolean).length;
    expect(hits).toBeGreaterThan(240);
    expect(hits).toBeLessThan(360);
  });

  it('names every fault that strikes, in order', () => {
    const faults = [armed(), { ...armed({ effect: { kind: 'delay', ms: 5 } }), id: 'g' }];
    expect(matchFaults(faults, create, neverDrawn).struck.map((fault) => fault.id)).toEqual(['f', 'g']);
  });
});

describe('the book of faults', () => {
  it('numbers faults, replaces those of one id, and disarms', () => {
    const book = createFaultBook(createRandom(1));
    expect(book.arm(rule()).id).toBe('fault-1');
    book.arm(rule({ id: 'mine' }));
    book.strike(create);
    expect(book.list().map((fault) => fault.hits)).toEqual([1, 1]);
    book.arm(rule({ id: 'mine' }));
    expect(book.list().map((fault) => [fault.id, fault.hits])).toEqual([
      ['fault-1', 1],
      ['mine', 0],
    ]);
    expect(book.disarm('fault-1')).toBe(true);
    expect(book.disarm('fault-1')).toBe(false);
    book.clear();
    expect(book.strike(create)).toEqual([]);
  });
});

describe('rules as the control endpoint takes them', () => {
  it.each([
    [{}],
    [{ effect: { kind: 'explode' } }],
    [{ effect: { kind: 'error-before' } }],
    [{ effect: { kind: 'error-before', status: 200 } }],
    [{ effect: { kind: 'delay', ms: -1 } }],
    [{ effect: { kind: 'hang-after' }, probability: 2 }],
    [{ effect: { kind: 'hang-after' }, count: 0 }],
    [{ effect: { kind: 'hang-after' }, provider: 'aws' }],
    [{ effect: { kind: 'hang-after' }, typo: 1 }],
    [{ effect: { kind: 'sold-out', types: [] } }],
  ])('refuses %j', (bad) => expect(faultRuleSchema.safeParse(bad).success).toBe(false));
});
