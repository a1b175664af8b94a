import type { Clouds } from '../world/clouds.ts';

/** How many calls the armed faults have struck so far, a call that is being delayed included. */
export async function faultHits(clouds: Clouds): Promise<number> {
  const { faults } = await clouds.control<{ faults: readonly { readonly hits: number }[] }>('GET', '/faults');
  return faults.reduce((sum, fault) => sum + fault.hits, 0);
}
