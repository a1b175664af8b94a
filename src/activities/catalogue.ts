import type { NodeClass, NodePool } from '../api/generated.ts';
import { isProviderName } from '../domain/offering.ts';
import type { Offering, ProviderName } from '../domain/offering.ts';
import type { KubeClient } from '../kube/client-api.ts';
import { CredentialsError } from '../providers/errors.ts';
import type { CloudProvider } from '../providers/provider.ts';
import type { ProviderRegistry } from '../providers/registry.ts';
import { classForLaunch, missingClassMessage, nothingOfferedMessage } from './class-choice.ts';
import type { ClassForProvider } from './class-choice.ts';
import { readSecret } from './secrets.ts';

/** What a pool could buy now, and why some of its providers offer nothing. */
export interface PoolCatalogue {
  readonly offerings: readonly Offering[];
  readonly problems: readonly CatalogueProblem[];
}

/** Why one provider offers a pool nothing. */
export interface CatalogueProblem {
  readonly provider: string;
  /** One sentence with the mend. */
  readonly message: string;
  /** Where the provider refused the credential: the class that names it. */
  readonly refused?: { readonly nodeClass: NodeClass; readonly provider: ProviderName };
}

/** The way from a pool to its providers. */
export interface Catalogue {
  /** Everything the pool's providers offer; a provider that fails is reported and not waited for beyond the deadline. */
  offerings(pool: NodePool, classes: readonly NodeClass[]): Promise<PoolCatalogue>;
  /** A provider with the credentials of a class. Throws MissingSecretError. */
  connect(found: ClassForProvider, provider: ProviderName): Promise<CloudProvider>;
}

/** Milliseconds that one provider's catalogue may take. */
const catalogueDeadlineMs = 10_000;

export function createCatalogue(kube: KubeClient, providers: ProviderRegistry, clusterId: string): Catalogue {
  const connect = async (found: ClassForProvider, provider: ProviderName): Promise<CloudProvider> => {
    const namespace = found.nodeClass.metadata.namespace ?? 'default';
    const credential = await readSecret(kube, namespace, found.credential);
    return providers.provider(provider, { clusterId, credential, block: found.block });
  };
  const ask = async (pool: NodePool, classes: readonly NodeClass[], provider: string): Promise<readonly Offering[]> => {
    if (!isProviderName(provider))
      throw new Error(`Cloudburst cannot rent from ${provider} yet; take it out of allowedProviders`);
    const found = classForLaunch(pool, classes, provider);
    if (found === undefined) throw new Error(missingClassMessage(pool, provider));
    const offered = await (await connect(found, provider)).offerings(AbortSignal.timeout(catalogueDeadlineMs));
    if (offered.length === 0) throw new Error(nothingOfferedMessage(found, provider));
    return offered;
  };
  return {
    connect,
    async offerings(pool, classes) {
      const names = pool.spec.requirements.allowedProviders;
      const answers = await Promise.allSettled(names.map((provider) => ask(pool, classes, provider)));
      return {
        offerings: answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : [])),
        problems: names.flatMap((provider, index) => problemOf({ pool, classes, provider }, answers[index])),
      };
    },
  };
}

interface Asked {
  readonly pool: NodePool;
  readonly classes: readonly NodeClass[];
  readonly provider: string;
}

function problemOf(
  { pool, classes, provider }: Asked,
  answer: PromiseSettledResult<unknown> | undefined,
): readonly CatalogueProblem[] {
  if (answer?.status !== 'rejected') return [];
  const reason: unknown = answer.reason;
  const message = reason instanceof Error ? reason.message : 'the catalogue could not be read';
  const nodeClass =
    reason instanceof CredentialsError && isProviderName(provider)
      ? classForLaunch(pool, classes, provider)?.nodeClass
      : undefined;
  return [
    {
      provider,
      message,
      ...(nodeClass !== undefined && isProviderName(provider) ? { refused: { nodeClass, provider } } : {}),
    },
  ];
}
