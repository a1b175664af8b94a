import type { ProviderBlock } from '../domain/class-block.ts';
import type { ProviderDeadlines } from './deadlines.ts';

/** What a client of one cloud is made for: whose machines, with which secret, under which block of the NodeClass. */
export interface ProviderSettings<Block = ProviderBlock> {
  /** UID of kube-system; everything rented carries it, and nothing without it is ever touched. */
  readonly clusterId: string;
  /** API token or secret key, as read from the Secret. Never logged nor put into an error. */
  readonly credential: string;
  readonly block: Block;
}

/** What all clients of a process share. */
export interface ProviderSurroundings {
  readonly deadlines: ProviderDeadlines;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** From 0 to 1, 1 excluded. */
  readonly random: () => number;
}
