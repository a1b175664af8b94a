import type { OfferingChoice } from '../contract/activities.ts';
import type { ClaimRef } from '../contract/claim-ref.ts';
import { afterRefusal } from '../domain/refusal.ts';
import { refusalOf } from './failure.ts';
import { describeOffering, noteOutcome } from './progress.ts';
import type { Progress } from './progress.ts';
import { launching } from './proxies.ts';

/** How one pass over the offerings ended. */
export type RoundResult =
  | { readonly kind: 'launched'; readonly offering: OfferingChoice }
  | { readonly kind: 'claim-gone' }
  | { readonly kind: 'refused' };

/** What one round works with. */
export interface Round {
  readonly claim: ClaimRef;
  readonly offerings: readonly OfferingChoice[];
  readonly launchMs: number;
  readonly report: (step: string) => void;
}

/** Tries the offerings in order, each as an activity of its own; a refusal that concerns the whole provider skips its others. */
export async function launchFirstAccepted(round: Round, progress: Progress): Promise<RoundResult> {
  const skipped = new Set<string>();
  for (const offering of round.offerings) {
    if (skipped.has(offering.provider)) continue;
    round.report(`Launching ${describeOffering(offering)}`);
    const refusal = await launch(round, offering);
    noteOutcome(
      progress,
      offering,
      refusal === undefined ? { outcome: 'Created' } : { outcome: refusal.type ?? 'Unknown', message: refusal.message },
    );
    if (refusal === undefined) return { kind: 'launched', offering };
    const next = afterRefusal(refusal.type);
    if (next === 'stop') return { kind: 'claim-gone' };
    if (next === 'next-provider') skipped.add(offering.provider);
  }
  return { kind: 'refused' };
}

async function launch(round: Round, offering: OfferingChoice): Promise<ReturnType<typeof refusalOf> | undefined> {
  try {
    const provider = launching(offering.provider, round.launchMs, `Launch ${describeOffering(offering)}`);
    await provider.launchInstance({ claim: round.claim, offering });
    return undefined;
  } catch (error) {
    return refusalOf(error);
  }
}
