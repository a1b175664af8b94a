import { isCancellation, setCurrentDetails, sleep } from '@temporalio/workflow';
import type { GarbageAccount, GarbageLook } from '../contract/activities.ts';
import type { AccountResult, CollectGarbageInput, CollectGarbageResult } from '../contract/messages.ts';
import { refusalOf } from './failure.ts';
import { cluster, sweeping } from './proxies.ts';

/** What nobody owns in so many looks in a row is garbage. */
const looks = 3;

/**
 * Looks for what is rented and nobody's: three looks at every account, some minutes apart, and only what each of them found is deleted.
 * The clouds are asked first and the claims read afterwards, so that a claim that has just been made is always seen.
 */
export async function CollectGarbage(input: CollectGarbageInput): Promise<CollectGarbageResult> {
  setCurrentDetails('Listing the accounts');
  const accounts = await cluster('List the accounts').listAccounts();
  const results = await Promise.all(accounts.map(async (account) => sweep(account, input)));
  const tokens = await cluster('Delete join tokens without a claim').removeStaleTokens();
  setCurrentDetails(describe(results));
  return { accounts: results, tokens };
}

async function sweep(account: GarbageAccount, input: CollectGarbageInput): Promise<AccountResult> {
  const { provider, nodeClass } = account;
  const name = `${provider} through ${nodeClass.namespace}/${nodeClass.name}`;
  try {
    const found = await lookAgainAndAgain(account, input.lookIntervalMs);
    const ids = found.suspects.map(({ id }) => id);
    if (found.refused !== undefined) return { account: name, removed: [], problem: found.refused };
    if (ids.length === 0 || input.mode === 'observe') return { account: name, removed: ids };
    const removed = await sweeping(provider, `Delete ${ids.length} of nobody at ${provider}`).removeGarbage({
      account,
      ids,
    });
    const kept = ids.length - removed.length;
    return { account: name, removed, ...(kept > 0 && { problem: `${kept} could not be deleted or found an owner` }) };
  } catch (error) {
    // One cloud that does not answer must not keep the others from being swept.
    if (isCancellation(error)) throw error;
    return { account: name, removed: [], problem: refusalOf(error).message };
  }
}

async function lookAgainAndAgain(account: GarbageAccount, intervalMs: number): Promise<GarbageLook> {
  const { provider } = account;
  let standing: GarbageLook = { suspects: [] };
  for (let look = 1; look <= looks; look += 1) {
    if (look > 1) await sleep(intervalMs, { summary: `Until look ${look} of ${looks} at ${provider}` });
    const found = await sweeping(provider, `Look ${look} of ${looks} at ${provider}`).findGarbage({ account });
    const again = (id: string): boolean => look === 1 || standing.suspects.some((one) => one.id === id);
    standing = { ...found, suspects: found.suspects.filter(({ id }) => again(id)) };
    if (standing.refused !== undefined || standing.suspects.length === 0) return standing;
  }
  return standing;
}

function describe(results: readonly AccountResult[]): string {
  const rows = results.map(
    ({ account, removed, problem }) => `| ${account} | ${removed.join(', ')} | ${problem ?? ''} |`,
  );
  return ['| account | removed | problem |', '|---|---|---|', ...rows].join('\n');
}
