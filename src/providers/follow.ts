import type { ProviderDeadlines } from './deadlines.ts';
import { pause } from './pause.ts';

/**
 * Looks at something until it is settled or the time for following is over, with growing pauses; gives the last thing seen.
 * The first look comes after a pause.
 */
export async function follow<Seen>(
  first: Seen,
  { isSettled, look }: { readonly isSettled: (seen: Seen) => boolean; readonly look: () => Promise<Seen> },
  { deadlines, signal }: { readonly deadlines: ProviderDeadlines; readonly signal: AbortSignal },
): Promise<Seen> {
  let seen = first;
  let delay = deadlines.pollMs;
  for (let waited = 0; !isSettled(seen) && waited + delay <= deadlines.followActionMs;) {
    await pause(delay, signal);
    waited += delay;
    delay = Math.min(delay * 2, deadlines.pollMs * 16);
    seen = await look();
  }
  return seen;
}
