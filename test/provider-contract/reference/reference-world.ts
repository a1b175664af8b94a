import { defaultDeadlines } from '../../../src/providers/deadlines.ts';
import type { ProviderDeadlines } from '../../../src/providers/deadlines.ts';
import type { CloudProvider, InstanceRequest } from '../../../src/providers/provider.ts';
import type { ProviderSettings } from '../../../src/providers/settings.ts';
import { createFaultBook } from '../../../src/simulation/faults/book.ts';
import type { FaultEffect } from '../../../src/simulation/faults/rule.ts';
import type { ProviderWorld } from '../world.ts';
import { addMachine, createMemoryCloud } from './memory-cloud.ts';
import type { Account, MachineType, MemoryCloud, Trouble } from './memory-cloud.ts';
import { createReferenceProvider } from './reference-provider.ts';
import { orderOf, ownerMarks } from './translation.ts';

/** What a world over a cloud in memory is made of. */
export interface ReferenceWorldParts {
  readonly settings: ProviderSettings;
  readonly request: InstanceRequest;
  readonly types: readonly MachineType[];
}

/** A world over a cloud in memory; the suite's faults are put into the cloud's own words. */
export function referenceWorld({ settings, request, types }: ReferenceWorldParts): ProviderWorld {
  const account: Account = { machines: new Map(), types, made: 0 };
  const faults = createFaultBook(() => 0.5);
  const calls: { readonly operation: string; readonly about: string }[] = [];
  const cloud = createMemoryCloud(account, (operation, about) => {
    calls.push({ operation, about });
    const [fault] = faults.strike({ provider: 'reference', operations: [operation] });
    return fault && troubleOf(fault.effect);
  });
  const make = (how: { cloud?: MemoryCloud; clusterId?: string; deadlines?: Partial<ProviderDeadlines> } = {}) =>
    createReferenceProvider({
      cloud: how.cloud ?? cloud,
      clusterId: how.clusterId ?? settings.clusterId,
      credential: settings.credential,
      deadlines: { ...defaultDeadlines, lookUpPauseMs: 1, pollMs: 1, ...how.deadlines },
    });
  const shared: CloudProvider = make();
  const change = (instanceType: string, how: Partial<MachineType>): void => {
    account.types = account.types.map((one) => (one.type === instanceType ? { ...one, ...how } : one));
  };
  return {
    settings,
    provider: (deadlines) => (deadlines === undefined ? shared : make({ deadlines })),
    otherCluster: () => make({ clusterId: 'another-cluster' }),
    unreachable: () => make({ cloud: createMemoryCloud(account, () => ({ kind: 'down' })) }),
    request: (overrides = {}) => ({ ...request, ...overrides }),
    arm: async (fault) => void faults.arm({ ...fault, provider: '*' }),
    disarm: async () => faults.clear(),
    received: async (wanted) => calls.filter(({ operation }) => wanted === undefined || operation === wanted).length,
    repeated: async () => {
      const sent = calls.map(({ operation, about }) => `${operation} ${about}`);
      return sent.filter((line, index) => sent.indexOf(line) !== index);
    },
    servers: async () =>
      [...account.machines.values()].map(({ id, order }) => {
        return { id, name: order.name, poweredOn: true, userDataBytes: order.userData.length };
      }),
    resources: async () => account.machines.size,
    addForeign: async (name) => void addMachine(account, { ...orderOf('', request), name, marks: {} }),
    // There are only machines here.
    leaveBehind: async () => undefined,
    fill: async (count) => {
      for (let index = 0; index < count; index += 1) {
        const marks = ownerMarks(settings.clusterId, `claim-${index}`);
        addMachine(account, { ...orderOf('', request), name: `filled-${index}`, marks });
      }
    },
    sellOut: async (type) => change(type, { sale: 'sold-out' }),
    endSale: async (type) => change(type, { sale: 'ended' }),
    hidePrice: async (type) => {
      account.types = account.types.map(({ price, ...one }) =>
        one.type === type ? one : { ...one, ...(price !== undefined && { price }) },
      );
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
}

/** What the cloud does under a fault of the simulation. Statuses and bodies belong to HTTP: here an answer that cannot be read is none. */
function troubleOf(effect: FaultEffect): Trouble {
  switch (effect.kind) {
    case 'error-before':
      return refused(effect);
    case 'error-after':
      return { ...refused(effect), done: 'now' };
    case 'late-effect':
      return { ...refused(effect), done: 'late' };
    case 'malformed':
    case 'reset-after':
      return { kind: 'cut', done: true };
    case 'reset-before':
      return { kind: 'cut', done: false };
    case 'hang-before':
      return { kind: 'silent', done: false };
    case 'hang-after':
      return { kind: 'silent', done: true };
    case 'action-fails':
      return { kind: 'fails-later', code: effect.code ?? 'resource_unavailable' };
    case 'partial-page':
      return { kind: 'short-page', drop: effect.drop };
    default:
      return { kind: 'refused', code: codes[effect.kind] ?? 'internal' };
  }
}

const codes: Readonly<Record<string, string>> = {
  'sold-out': 'resource_unavailable',
  quota: 'account_full',
  unauthorized: 'bad_credential',
  'rate-limit': 'too_many_requests',
};

function refused(failure: { readonly code?: string | undefined; readonly message?: string | undefined }) {
  const { code = 'internal', message = 'no' } = failure;
  return { kind: 'refused', code, message } as const;
}
