import type { Report } from '../local/steps.ts';

/** Does the work, then the cleaning, however the work ended. Throws what failed first, and tells a second failure. */
export async function cleanly(say: Report, work: () => Promise<void>, cleaning: () => Promise<void>): Promise<void> {
  const [failed] = await failuresOf(work);
  const [uncleaned] = await failuresOf(cleaning);
  if (failed === undefined && uncleaned === undefined) return;
  if (failed !== undefined && uncleaned !== undefined) say(`Cleaning up failed: ${messageOf(uncleaned.error)}`);
  throw (failed ?? uncleaned)?.error;
}

async function failuresOf(work: () => Promise<void>): Promise<readonly { readonly error: unknown }[]> {
  try {
    await work();
    return [];
  } catch (error) {
    return [{ error }];
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
