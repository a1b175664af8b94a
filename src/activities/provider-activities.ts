import type { ProviderActivities } from '../contract/activities.ts';
import { assessLoss, awaitLossNews } from './assess-loss.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { lookForGarbage } from './garbage/look.ts';
import { removeGarbage } from './garbage/remove.ts';
import { abandonInstance, reclaimInstances, settleAttempts } from './give-back.ts';
import { launchInstance } from './launch-instance.ts';

/** Activities of a provider's queue. They are the same for every provider; the offering or the input names it. */
export function createProviderActivities(deps: ActivityDependencies): ProviderActivities {
  return {
    launchInstance: (input) => launchInstance(deps, input),
    settleAttempts: (input) => settleAttempts(deps, input),
    abandonInstance: (input) => abandonInstance(deps, input),
    assessLoss: (input) => assessLoss(deps, input),
    awaitLossNews: (input) => awaitLossNews(deps, input),
    findGarbage: (input) => lookForGarbage(deps, input),
    removeGarbage: (input) => removeGarbage(deps, input),
    reclaimInstances: (input) => reclaimInstances(deps, input),
  };
}
