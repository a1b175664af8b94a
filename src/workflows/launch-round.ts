import type { LaunchedInstance, OfferingChoice } from '../contract/activities.ts';
import type { ClaimRef } from '../contract/claim-ref.ts';
import { afterRefusal } from '../domain/refusal.ts';
import { refusalOf } from './failure.ts';
import type { ActivityRefusal } from './failure.ts';
import { describeOffering, noteOutcome } from './progress.ts';
import type { Progress } from './progress.ts';
import { launching } from './proxies.ts';

/** How one pass over the offerings ended. */
export type RoundResult =
  | {
      readonly kind: 'launched';
      readonly offering: OfferingChoice;
      readonly openAttempts: readonly OfferingChoice['provider'][];
    }
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
    const result = await launch(round, offering);
    if (result.kind === 'launched') {
      noteOutcome(progress, offering, { outcome: 'Created' });
      return { ...result, offering };
    }
    noteOutcome(progress, offering, { outcome: result.type ?? 'Unknown', message: result.message });
    const next = afterRefusal(result.type);
    if (next === 'stop') return { kind: 'claim-gone' };
    if (next === 'next-provider') skipped.add(offering.provider);
  }
  return { kind: 'refused' };
}

type LaunchResult =
  | ({ readonly kind: 'launched' } & Pick<LaunchedInstance, 'openAttempts'>)
  | ({ readonly kind: 'refused' } & ActivityRefusal);

async function launch(round: Round, offering: OfferingChoice): Promise<LaunchResult> {
  try {
    const provider = launching(offering.provider, round.launchMs, `Launch ${describeOffering(offering)}`);
    const { openAttempts } = await provider.launchInstance({ claim: round.claim, offering });
    return { kind: 'launched', openAttempts };
  } catch (error) {
    return { kind: 'refused', ...refusalOf(error) };
  }
}
