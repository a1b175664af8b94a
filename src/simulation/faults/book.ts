import type { Random } from '../random.ts';
import type { ArmedFault, FaultCall, FaultVerdict } from './matching.ts';
import { matchFaults } from './matching.ts';
import type { FaultRule } from './rule.ts';

/** The armed faults of a simulation. */
export interface FaultBook {
  /** Arms a fault; one with the same id is replaced and its counters start anew. */
  arm(rule: FaultRule): ArmedFault;
  /** Disarms one fault; false when there is none of that id. */
  disarm(id: string): boolean;
  clear(): void;
  list(): readonly ArmedFault[];
  /** Decides which faults strike a call, and counts. */
  strike(call: FaultCall): FaultVerdict['struck'];
}

/** A book without faults. */
export function createFaultBook(random: Random): FaultBook {
  let faults: readonly ArmedFault[] = [];
  let lastNumber = 0;
  return {
    arm(rule) {
      const id = rule.id ?? `fault-${(lastNumber += 1)}`;
      const fault: ArmedFault = { id, rule, seen: 0, hits: 0 };
      faults = [...faults.filter((other) => other.id !== id), fault];
      return fault;
    },
    disarm(id) {
      const before = faults.length;
      faults = faults.filter((fault) => fault.id !== id);
      return faults.length < before;
    },
    clear: () => void (faults = []),
    list: () => faults,
    strike(call) {
      if (faults.length === 0) return [];
      const verdict = matchFaults(faults, call, random);
      faults = verdict.faults;
      return verdict.struck;
    },
  };
}
