import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Charge } from './ledger.ts';
import { costOf, createLedger } from './ledger.ts';

const hour = 3_600_000;
const charge = (rounding: Charge['rounding']): Charge => ({ id: 'a', eurPerHour: 2, rounding, fromMs: 0 });

describe('cost of a charge', () => {
  it.each([
    ['started-hour', 0, 2],
    ['started-hour', hour, 2],
    ['started-hour', hour + 1, 4],
    ['exact', 0, 0],
    ['exact', hour / 2, 1],
  ] as const)('%s after %i ms is %d EUR', (rounding, untilMs, expected) => {
    expect(costOf(charge(rounding), untilMs)).toBe(expected);
  });

  it('never falls with time', () => {
    const rounding = fc.constantFrom('started-hour' as const, 'exact' as const);
    fc.assert(
      fc.property(rounding, fc.nat(hour * 50), fc.nat(hour * 50), (how, early, later) => {
        return costOf(charge(how), early) <= costOf(charge(how), early + later);
      }),
    );
  });
});

describe('ledger', () => {
  it('adds what is over to what goes on, and closes once', () => {
    const ledger = createLedger();
    ledger.open({ id: 'a', eurPerHour: 1, rounding: 'exact', fromMs: 0 });
    ledger.open({ id: 'b', eurPerHour: 0.5, rounding: 'started-hour', fromMs: 0 });
    ledger.close('a', hour);
    ledger.close('a', 9 * hour);
    expect(ledger.read(1.5 * hour)).toMatchObject({ eurPerHour: 0.5, accruedEur: 2, charges: [{ id: 'b' }] });
  });

  it('goes on with a charge that is opened again', () => {
    const ledger = createLedger();
    ledger.open({ id: 'a', eurPerHour: 1, rounding: 'exact', fromMs: 0 });
    ledger.open({ id: 'a', eurPerHour: 1, rounding: 'exact', fromMs: hour });
    expect(ledger.read(2 * hour).accruedEur).toBe(2);
  });
});
