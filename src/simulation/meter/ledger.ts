/** How a vendor counts time: each started hour in full, or by the second. */
export type Rounding = 'started-hour' | 'exact';

/** Something that costs money while it exists. */
export interface Charge {
  /** Unique, for example `hetzner/server/12345`. */
  readonly id: string;
  readonly eurPerHour: number;
  readonly rounding: Rounding;
  /** Milliseconds since 1970. */
  readonly fromMs: number;
}

/** What the account would be billed. Net prices, in EUR. */
export interface MeterReading {
  /** Cost of everything that exists now, for each hour. */
  readonly eurPerHour: number;
  /** Cost of everything since the start or the last reset, what exists now included. */
  readonly accruedEur: number;
  /** What exists and costs now. */
  readonly charges: readonly Charge[];
}

/** Counts the money that the simulated accounts owe. */
export interface Ledger {
  /** Starts a charge; one that is open already goes on unchanged. */
  open(charge: Charge): void;
  /** Ends a charge; unknown ids are ignored, so that it may be called again. */
  close(id: string, atMs: number): void;
  read(atMs: number): MeterReading;
  clear(): void;
}

/** Cost in EUR of a charge until the time in milliseconds. */
export function costOf(charge: Charge, untilMs: number): number {
  const hours = Math.max(0, untilMs - charge.fromMs) / 3_600_000;
  switch (charge.rounding) {
    case 'started-hour':
      return Math.max(1, Math.ceil(hours)) * charge.eurPerHour;
    case 'exact':
      return hours * charge.eurPerHour;
    default:
      return charge.rounding satisfies never;
  }
}

/** An empty ledger. */
export function createLedger(): Ledger {
  const open = new Map<string, Charge>();
  let settledEur = 0;
  return {
    open(charge) {
      if (!open.has(charge.id)) open.set(charge.id, charge);
    },
    close(id, atMs) {
      const charge = open.get(id);
      if (charge === undefined) return;
      open.delete(id);
      settledEur += costOf(charge, atMs);
    },
    read(atMs) {
      const charges = [...open.values()];
      const accrued = charges.reduce((sum, charge) => sum + costOf(charge, atMs), settledEur);
      const hourly = charges.reduce((sum, charge) => sum + charge.eurPerHour, 0);
      return { eurPerHour: rounded(hourly), accruedEur: rounded(accrued), charges };
    },
    clear() {
      open.clear();
      settledEur = 0;
    },
  };
}

/** To the millionth of a EUR, which hides the noise of binary fractions. */
function rounded(eur: number): number {
  return Math.round(eur * 1_000_000) / 1_000_000;
}
