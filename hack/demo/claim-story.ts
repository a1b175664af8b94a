import type { SeenClaim } from './claim-row.ts';

const wanted = ['Pending', 'Provisioning', 'Joining', 'Ready'] as const;

/** Whether the claim went through all phases in their order; other phases may lie between. */
export function wentThroughAllPhases(story: readonly Pick<SeenClaim, 'phase'>[]): boolean {
  let next = 0;
  for (const { phase } of story) if (phase === wanted[next]) next += 1;
  return next === wanted.length;
}

/** Providers in the order in which the claim tried them, each turn once. */
export function providersInTurn(story: readonly Pick<SeenClaim, 'provider'>[]): readonly string[] {
  const named = story.map(({ provider }) => provider).filter((provider) => provider !== '');
  return named.filter((provider, index) => provider !== named[index - 1]);
}
