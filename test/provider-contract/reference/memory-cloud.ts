/** A machine as the cloud keeps it. */
export interface Machine {
  readonly id: string;
  readonly order: MachineOrder;
  readonly createdAt: string;
  /** Code of the failure, for one that was accepted and could not be started; null while that is open. */
  readonly failure?: string | null;
}

/** What a machine is made from. Names are unique in the account. */
export interface MachineOrder {
  readonly name: string;
  readonly type: string;
  readonly place: string;
  readonly userData: string;
  /** What the customer wrote on it. */
  readonly marks: Readonly<Record<string, string>>;
}

/** A type of the catalogue; prices in EUR per hour, absent where the cloud names none. */
export interface MachineType {
  readonly type: string;
  readonly place: string;
  readonly price?: number;
  readonly addressPrice: number;
  readonly sale: 'open' | 'sold-out' | 'ended';
}

/** What goes wrong with one request. */
export type Trouble =
  /** The cloud says no, and nothing happened; or it happened all the same, at once or later. */
  | { readonly kind: 'refused'; readonly code: string; readonly message?: string; readonly done?: 'now' | 'late' }
  /** No answer: the connection is cut, or nothing ever comes. */
  | { readonly kind: 'cut' | 'silent'; readonly done: boolean }
  /** There is no connection. */
  | { readonly kind: 'down' }
  /** The create is accepted and fails afterwards. */
  | { readonly kind: 'fails-later'; readonly code: string }
  /** A page lacks entries that its total counts. */
  | { readonly kind: 'short-page'; readonly drop: number };

/** The cloud's refusal. */
export class Refusal extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** There was no answer. */
export class NoAnswer extends Error {
  /** Whether the request may have reached the cloud. */
  readonly sent: boolean;
  constructor(sent: boolean) {
    super(sent ? 'no answer' : 'no connection');
    this.sent = sent;
  }
}

/** The customer's account, to look into and to change from outside. */
export interface Account {
  readonly machines: Map<string, Machine>;
  types: readonly MachineType[];
  /** Machines made so far. */
  made: number;
}

/** Entries of a page of machines. */
export const pageSize = 10;
/** Milliseconds after which a late effect comes. */
const lateMs = 50;

/** A request under way: its name, what it is about, and the caller's patience. */
interface Request {
  readonly operation: string;
  readonly about: string;
  readonly signal: AbortSignal;
}

/** A cloud in memory; each method is one request. */
export interface MemoryCloud {
  createMachine(order: MachineOrder, signal: AbortSignal): Promise<Machine>;
  /** The machines that carry all these marks, by pages from 1. */
  listMachines(marks: MachineOrder['marks'], page: number, signal: AbortSignal): Promise<MachinePage>;
  findMachine(name: string, signal: AbortSignal): Promise<Machine | undefined>;
  getMachine(id: string, signal: AbortSignal): Promise<Machine>;
  deleteMachine(id: string, signal: AbortSignal): Promise<boolean>;
  listTypes(signal: AbortSignal): Promise<readonly MachineType[]>;
}

/** A page, and how many entries all pages have. */
export interface MachinePage {
  readonly machines: readonly Machine[];
  readonly total: number;
}

/** A cloud over an account. `troubleOf` is asked once for each request. */
export function createMemoryCloud(
  account: Account,
  troubleOf: (operation: string, about: string) => Trouble | undefined,
): MemoryCloud {
  const answer = <Result>(request: Request, act: (trouble?: Trouble) => Result): Promise<Result> =>
    answerUnder(troubleOf(request.operation, request.about), request.signal, act);
  return {
    createMachine: (order, signal) =>
      answer({ operation: 'create-server', about: order.name, signal }, (trouble) => make(account, order, trouble)),
    listMachines: (marks, page, signal) =>
      answer({ operation: 'list-servers', about: JSON.stringify([marks, page]), signal }, (trouble) => {
        const marked = [...account.machines.values()].filter(({ order }) => hasMarks(order, marks));
        const shown = marked.slice((page - 1) * pageSize, page * pageSize);
        return { machines: trouble?.kind === 'short-page' ? shown.slice(trouble.drop) : shown, total: marked.length };
      }),
    findMachine: (name, signal) =>
      answer({ operation: 'find-server', about: name, signal }, () => named(account, name)),
    getMachine: (id, signal) =>
      answer({ operation: 'get-server', about: id, signal }, () => account.machines.get(id) ?? refuse('not_found')),
    deleteMachine: (id, signal) =>
      answer(
        { operation: 'delete-server', about: id, signal },
        () => account.machines.delete(id) || refuse('not_found'),
      ),
    listTypes: (signal) => answer({ operation: 'list-types', about: '', signal }, () => account.types),
  };
}

/** Puts a machine into the account. */
export function addMachine(account: Account, order: MachineOrder, failure?: string): Machine {
  account.made += 1;
  const kept = { id: String(account.made), order, createdAt: new Date().toISOString() };
  account.machines.set(kept.id, failure === undefined ? kept : { ...kept, failure });
  // Who orders does not know yet how it ends.
  return failure === undefined ? kept : { ...kept, failure: null };
}

/** Whether a machine carries all these marks. */
export function hasMarks({ marks }: MachineOrder, wanted: MachineOrder['marks']): boolean {
  return Object.entries(wanted).every(([key, value]) => marks[key] === value);
}

function make(account: Account, order: MachineOrder, trouble: Trouble | undefined): Machine {
  const sold = account.types.find(({ type, place }) => type === order.type && place === order.place);
  if (sold === undefined || sold.sale === 'ended') return refuse('unknown_type');
  if (sold.sale === 'sold-out') return refuse('resource_unavailable');
  if (named(account, order.name) !== undefined) return refuse('name_taken');
  return addMachine(account, order, trouble?.kind === 'fails-later' ? trouble.code : undefined);
}

function named({ machines }: Account, name: string): Machine | undefined {
  return [...machines.values()].find(({ order }) => order.name === name);
}

function refuse(code: string): never {
  throw new Refusal(code, 'no');
}

async function answerUnder<Result>(
  trouble: Trouble | undefined,
  signal: AbortSignal,
  act: (trouble?: Trouble) => Result,
): Promise<Result> {
  switch (trouble?.kind) {
    case 'refused':
      if (trouble.done === 'now') act();
      if (trouble.done === 'late') setTimeout(() => silently(act), lateMs);
      throw new Refusal(trouble.code, trouble.message ?? 'no');
    case 'cut':
      if (trouble.done) act();
      throw new NoAnswer(true);
    case 'down':
      throw new NoAnswer(false);
    case 'silent':
      if (trouble.done) act();
      return await untilAborted(signal);
    default:
      return act(trouble);
  }
}

function silently(act: () => unknown): void {
  try {
    act();
  } catch {
    // What comes late and is refused is told to nobody.
  }
}

async function untilAborted(signal: AbortSignal): Promise<never> {
  return await new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new NoAnswer(true)), { once: true });
  });
}
