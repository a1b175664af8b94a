import type { Json } from '../api-server.ts';

/** One way in which a manifest may be wrong. */
export interface Refusal {
  /** What is wrong, so that "is refused when ..." reads as a sentence. */
  readonly when: string;
  /** Merge patch that makes the good manifest wrong in this way only. */
  readonly patch: Json;
  /** Words that the API server's message must hold, so that a person finds and mends the field. */
  readonly says: readonly string[];
}
