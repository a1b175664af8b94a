import type { OfferingChoice } from '../contract/activities.ts';
import type { OfferingOutcome, ProvisionProgress } from '../contract/messages.ts';

/** What a running ProvisionNodeClaim knows of itself; shown in the Temporal UI and answered to a query. */
export interface Progress {
  step: string;
  round: number;
  readonly outcomes: OfferingOutcome[];
}

export function noteOutcome(
  progress: Progress,
  offering: OfferingChoice,
  result: { outcome: string; message?: string },
): void {
  const { provider, zone, instanceType } = offering;
  progress.outcomes.push({ provider, zone, instanceType, ...result });
}

export function snapshot(progress: Progress): ProvisionProgress {
  return { step: progress.step, round: progress.round, outcomes: progress.outcomes };
}

/** Longest part of a summary that one provider's refusal may take; events hold 1024 bytes. */
const mostOfOneRefusal = 400;

/** What each provider said last, in one line: `hetzner: sold out; scaleway: quota reached`. Empty before anything was tried. */
export function lastRefusals(progress: Pick<Progress, 'outcomes'>): string {
  const last = new Map(progress.outcomes.map(({ provider, outcome, message }) => [provider, message ?? outcome]));
  return [...last].map(([provider, message]) => `${provider}: ${message.slice(0, mostOfOneRefusal)}`).join('; ');
}

/** The progress as Markdown: one line for the step, one row for each offering tried. */
export function currentDetails(progress: Progress): string {
  const rows = progress.outcomes.map(
    (row) => `| ${row.provider} | ${row.zone} | ${row.instanceType} | ${row.outcome} | ${row.message ?? ''} |`,
  );
  const table =
    rows.length === 0 ? [] : ['', '| provider | zone | type | outcome | message |', '|---|---|---|---|---|', ...rows];
  return [`**${progress.step}** (round ${progress.round})`, ...table].join('\n');
}

/** `hetzner cx23 in fsn1 at 0.0096 EUR/h` */
export function describeOffering(offering: OfferingChoice): string {
  return `${offering.provider} ${offering.instanceType} in ${offering.zone} at ${offering.priceEurPerHour.toFixed(4)} EUR/h`;
}
