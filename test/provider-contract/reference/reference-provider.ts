import { createCatalogueCache } from '../../../src/providers/catalogue-cache.ts';
import type { ProviderDeadlines } from '../../../src/providers/deadlines.ts';
import { ForeignInstanceError, OutageError, ProviderError, ThrottledError } from '../../../src/providers/errors.ts';
import { checkInstanceName, parseInstanceId } from '../../../src/providers/instance-id.ts';
import { createWithOneRetry } from '../../../src/providers/outage-retry.ts';
import type { CloudProvider, InstanceRequest } from '../../../src/providers/provider.ts';
import { redaction } from '../../../src/providers/redaction.ts';
import { createSharedLists, withSweep } from '../../../src/providers/shared-lists.ts';
import { errorFor, refusalError } from './errors.ts';
import { hasMarks, pageSize } from './memory-cloud.ts';
import type { Machine, MemoryCloud } from './memory-cloud.ts';
import { instanceOf, offeringsOf, orderOf, ownerMarks } from './translation.ts';
import { idShape, vendor } from './vendor.ts';

/** What the reference provider is made of. */
export interface ReferenceParts {
  readonly cloud: MemoryCloud;
  readonly clusterId: string;
  readonly credential: string;
  readonly deadlines: ProviderDeadlines;
}

/** How a request is made. */
interface Call {
  readonly signal: AbortSignal;
  readonly creates?: boolean;
  /** Hidden from errors beside the credential. */
  readonly userData?: string;
}

/**
 * The smallest provider that keeps docs/provider-contract.md; the numbers are its rows. Read it beside `src/providers/_template`:
 * this one has a cloud, whose names are unique, whose creates are one request, and that leaves nothing beside its machines.
 */
export function createReferenceProvider(parts: ReferenceParts): CloudProvider {
  const { cloud, clusterId, deadlines } = parts;
  const list = (call: Call, claimUid?: string) => listMachines(parts, call, claimUid);
  // One reader at a time, an old catalogue rather than none (O3, O4).
  const load = (signal: AbortSignal) => ask(parts, { signal }, (until) => cloud.listTypes(until));
  const catalogue = createCatalogueCache(load, { now: Date.now, maxAgeMs: deadlines.catalogueMs });
  const live: Omit<CloudProvider, 'sweep'> = {
    name: vendor,
    async create(request, signal) {
      checkInstanceName(vendor, request.claimName); // C6
      const call = { signal, userData: request.userData };
      const lookUp = async () => {
        const [found] = await list(call, request.claimUid);
        return found && (await settle(parts, call, found));
      };
      // Always live, and before anything is sent (C2, R8, W5).
      const send = () => order(parts, call, request);
      const machine = (await lookUp()) ?? (await createWithOneRetry({ send, lookUp }, deadlines.lookUpPauseMs, signal));
      return instanceOf(machine);
    },
    get: async (id, signal) => instanceOf(await own(parts, { signal }, id)),
    async delete(id, signal) {
      const { id: machineId } = await own(parts, { signal }, id); // D4: the mark is read right before
      await ask(parts, { signal }, (until) => cloud.deleteMachine(machineId, until));
    },
    list: async (signal, claimUid) => (await list({ signal }, claimUid)).map(instanceOf),
    offerings: async (signal) => (await catalogue.read(signal)).flatMap(offeringsOf),
    async forgetUserData() {
      // D6: this cloud keeps it as long as the machine.
    },
  };
  // One list for all claims of a sweep, ended by each change (W1 to W4).
  return withSweep(live, createSharedLists(Date.now, deadlines.sweepMs), clusterId);
}

/** One request, sent once (E3): bounded in time, ended at once by the signal (S1, S2), failing with a class of errors.ts. */
async function ask<Result>(
  { credential, deadlines }: ReferenceParts,
  { signal, creates = false, userData = '' }: Call,
  send: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  signal.throwIfAborted();
  const deadline = AbortSignal.timeout(creates ? deadlines.createMs : deadlines.requestMs); // L2
  try {
    return await send(AbortSignal.any([signal, deadline]));
  } catch (error) {
    signal.throwIfAborted();
    throw errorFor(error, { creates, redact: redaction(credential, userData) });
  }
}

/** The create, once. A name that is taken says whose it is; it never makes a machine ours (C4). */
async function order(parts: ReferenceParts, call: Call, request: InstanceRequest): Promise<Machine> {
  const { cloud, clusterId } = parts;
  try {
    const send = (until: AbortSignal) => cloud.createMachine(orderOf(clusterId, request), until);
    return await settle(parts, call, await ask(parts, { ...call, creates: true }, send));
  } catch (error) {
    if (!(error instanceof ThrottledError) || error.details.code !== 'name_taken') throw error;
    const holder = await ask(parts, call, (until) => cloud.findMachine(request.claimName, until));
    if (holder === undefined) throw error;
    if (hasMarks(holder.order, ownerMarks(clusterId, request.claimUid))) return await settle(parts, call, holder);
    const message = `the name ${request.claimName} is taken by a machine that is not this claim's; rename or delete it`;
    throw new ForeignInstanceError(message, error.details);
  }
}

/** A machine whose start failed is given back before the failure is told (R5); from here on a failed call leaves one behind. */
async function settle(parts: ReferenceParts, call: Call, machine: Machine): Promise<Machine> {
  const { cloud, credential } = parts;
  const look = () => ask(parts, call, (until) => cloud.getMachine(machine.id, until));
  const { failure } = machine.failure === null ? await look().catch(leftBehind) : machine;
  if (failure == null) return machine;
  await ask(parts, call, (until) => cloud.deleteMachine(machine.id, until)).catch(leftBehind);
  const redact = redaction(credential, call.userData);
  throw refusalError(failure, 'the machine could not be started', { creates: false, redact });
}

function leftBehind(error: unknown): never {
  if (!(error instanceof ProviderError)) throw error;
  throw new OutageError(`${error.message}; a machine was made and may be left`, error.details, true);
}

/** Every page, one request each; less than the total is a failure, never a shorter list (I3 to I5). Marks are checked again (I1, C5). */
async function listMachines(parts: ReferenceParts, call: Call, claimUid?: string): Promise<readonly Machine[]> {
  const marks = ownerMarks(parts.clusterId, claimUid);
  const found: Machine[] = [];
  for (let page = 1, left = 1; left > 0; page += 1) {
    const { machines, total } = await ask(parts, call, (until) => parts.cloud.listMachines(marks, page, until));
    left = total - page * pageSize;
    found.push(...machines);
    if (found.length < Math.min(total, page * pageSize)) {
      const message = 'The cloud left entries out of a list; try again';
      throw new OutageError(message, { provider: vendor, code: 'partial_list' }, false);
    }
  }
  return found.filter((machine) => hasMarks(machine.order, marks));
}

/** The machine of an id, if it is ours (D3, D4, I6). */
async function own(parts: ReferenceParts, call: Call, id: string): Promise<Machine> {
  const { vendorId } = parseInstanceId(vendor, idShape, id);
  const machine = await ask(parts, call, (until) => parts.cloud.getMachine(vendorId, until));
  if (hasMarks(machine.order, ownerMarks(parts.clusterId))) return machine;
  const message = `machine ${vendorId} does not carry the mark of this cluster; it is left alone`;
  throw new ForeignInstanceError(message, { provider: vendor, code: 'foreign' });
}
