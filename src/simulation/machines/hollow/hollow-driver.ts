import type { Machine, MachineDriver, MachineSpec } from '../driver.ts';
import { fetchUserData } from '../metadata/service.ts';
import { createConsole } from './console.ts';
import type { MachineConsole } from './console.ts';
import { startHollowMachine } from './hollow-machine.ts';
import type { Disk, HollowTiming } from './hollow-machine.ts';
import { createNetworkLink } from './network-link.ts';
import type { NetworkLink } from './network-link.ts';

/** Settings of the driver; every one has a default. */
export interface HollowDriverOptions {
  /** From power on to the first call, in milliseconds; default 0. */
  readonly bootMs?: number;
  /** How long a node lease holds; default 40, as with the kubelet; renewed every quarter of it. */
  readonly leaseSeconds?: number;
  /** First wait after a failed join, in milliseconds, doubled up to 30 s; default 1000. */
  readonly retryMs?: number;
  /** Gets every line that any machine prints; no line holds a secret. */
  readonly log?: (machineId: string, line: string) => void;
}

/** A driver whose machines exist only as calls to the API server: no kernel, no containers, under 1 MB each. */
export interface HollowDriver extends MachineDriver {
  /** What the machine of this id printed since it was bought, oldest first; empty for an unknown one. */
  consoleOf(id: string): readonly string[];
}

interface Slot {
  readonly disk: Disk;
  readonly console: MachineConsole;
  readonly link: NetworkLink;
  machine: Machine | undefined;
}

/** Machines that are off and still keep their disk; beyond that the oldest are forgotten. */
const disksKept = 500;

/**
 * Makes a driver of hollow machines. Each joins with what stands in its user data and nothing else, and then behaves to the
 * API server as a kubelet does: certificate, registration, lease, status, pods. A machine that is switched on again under
 * its id has its disk, and so its certificate, still.
 */
export function createHollowDriver(options: HollowDriverOptions = {}): HollowDriver {
  const slots = new Map<string, Slot>();
  const timing: HollowTiming = {
    bootMs: options.bootMs ?? 0,
    leaseSeconds: options.leaseSeconds ?? 40,
    retryMs: options.retryMs ?? 1000,
  };

  const slotOf = (id: string): Slot => {
    const slot = slots.get(id) ?? {
      disk: {},
      console: createConsole((line) => options.log?.(id, line)),
      link: createNetworkLink(),
      machine: undefined,
    };
    // Newest last, so that the first of those that are off is the oldest.
    slots.delete(id);
    slots.set(id, slot);
    return slot;
  };
  const forgetOldDisks = (): void => {
    const off = [...slots].filter(([, slot]) => slot.machine === undefined);
    for (const [id] of off.slice(0, Math.max(0, off.length - disksKept))) slots.delete(id);
  };

  const boot = (spec: MachineSpec): Machine => {
    const slot = slotOf(spec.id);
    // A machine has one power switch: what still runs under this id is what a reset would cut.
    const previous = slot.machine?.powerOff();
    // As cloud-init does at boot: what the metadata service has then is what the machine works with.
    const found = { ...spec, userData: fetchUserData(spec.metadataService) };
    const machine = startHollowMachine({ ...slot, spec: found, timing });
    const handle: Machine = {
      ...machine,
      powerOff: async () => {
        if (slot.machine === handle) slot.machine = undefined;
        await Promise.all([previous, machine.powerOff()]);
        forgetOldDisks();
      },
    };
    slot.machine = handle;
    return handle;
  };

  return {
    boot,
    close: async () => {
      await Promise.all([...slots.values()].map(async (slot) => slot.machine?.powerOff()));
      slots.clear();
    },
    consoleOf: (id) => slots.get(id)?.console.lines() ?? [],
  };
}
