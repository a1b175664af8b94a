import type { RequestLog } from '../requests.ts';
import type { MockRule } from './rules.ts';

/** The rules of a running mock, and what it saw. */
export interface MockState {
  rules: readonly MockRule[];
  readonly requests: RequestLog;
}
