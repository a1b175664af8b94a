/** How often a probe is repeated, in milliseconds. */
const intervalMs = 50;

/**
 * Repeats the probe until it gives something, and gives that. Throws when the deadline has passed, and says what was waited for and,
 * by `describe`, how things stood then.
 */
export async function until<T>(
  what: string,
  probe: () => Promise<T | undefined | false>,
  options: { readonly deadlineMs?: number; readonly describe?: () => Promise<string> } = {},
): Promise<T> {
  const deadlineMs = options.deadlineMs ?? 30_000;
  const end = performance.now() + deadlineMs;
  let last: string | undefined;
  while (performance.now() < end) {
    try {
      const found = await probe();
      if (found !== undefined && found !== false) return found;
      last = undefined;
    } catch (error) {
      last = error instanceof Error ? error.stack : JSON.stringify(error);
    }
    await new Promise((resolve) => setTimeout(resolve, intervalMs));
  }
  const state = (await options.describe?.().catch(String)) ?? '';
  throw new Error(`Waited ${deadlineMs} ms in vain for: ${what}\n${last ?? ''}\n${state}`);
}
