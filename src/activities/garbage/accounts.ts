import type { NodeClass } from '../../api/generated.ts';
import type { GarbageAccount } from '../../contract/activities.ts';
import { classBlock } from '../../domain/class-block.ts';
import { providerNames } from '../../domain/offering.ts';
import type { ProviderName } from '../../domain/offering.ts';
import { nodeClasses } from '../../kube/cloudburst-resources.ts';
import type { ActivityDependencies } from '../dependencies.ts';
import type { ClassForProvider } from '../class-choice.ts';

/** Every account that a class names; classes that share Secret, key and place are one account. */
export async function listAccounts({ kube }: ActivityDependencies): Promise<readonly GarbageAccount[]> {
  const { items } = await kube.list(nodeClasses);
  const found = new Map<string, GarbageAccount>();
  for (const nodeClass of items) {
    for (const provider of providerNames) {
      const account = accountOf(nodeClass, provider);
      if (account !== undefined && !found.has(account.key)) found.set(account.key, account.value);
    }
  }
  return [...found.values()];
}

/** The class by which an account is reached, read anew; undefined when it is gone. */
export async function classOfAccount(
  { kube }: ActivityDependencies,
  { provider, nodeClass: key }: GarbageAccount,
): Promise<ClassForProvider | undefined> {
  const nodeClass = await kube.find(nodeClasses, key);
  const found = nodeClass && classBlock(nodeClass, provider);
  return found && { nodeClass, ...found };
}

function accountOf(
  nodeClass: NodeClass,
  provider: ProviderName,
): { readonly key: string; readonly value: GarbageAccount } | undefined {
  const found = classBlock(nodeClass, provider);
  if (found === undefined) return undefined;
  const { name } = nodeClass.metadata;
  const namespace = nodeClass.metadata.namespace ?? 'default';
  const key = JSON.stringify([provider, namespace, found.credential, found.place]);
  return { key, value: { provider, nodeClass: { namespace, name } } };
}
