import { isGrpcServiceError } from '@temporalio/client';
import type { NativeConnection } from '@temporalio/worker';
import { searchAttributes } from '../contract/ids.ts';
import type { TemporalConfig } from './config.ts';
import type { Log } from './log.ts';

/** Deadline of each call here, in milliseconds. */
const callTimeoutMs = 10_000;

/** gRPC status codes, https://grpc.io/docs/guides/status-codes/. */
const notFound = 5;
const alreadyExists = 6;

/** Temporal's IndexedValueType for names that are compared whole: temporal/api/enums/v1/common.proto. */
const keyword = 2;

/** Why the namespace cannot be used, with the mend; undefined when it can. */
export async function findNamespaceProblem(
  native: NativeConnection,
  { address, namespace }: TemporalConfig,
): Promise<string | undefined> {
  try {
    await native.withDeadline(Date.now() + callTimeoutMs, () =>
      native.workflowService.describeNamespace({ namespace }),
    );
    return undefined;
  } catch (error) {
    if (isGrpcServiceError(error) && Number(error.code) === notFound) {
      const create = `temporal operator namespace create --namespace ${namespace} --retention 30d`;
      return `Temporal at ${address} has no namespace "${namespace}"; run "${create}" or set TEMPORAL_NAMESPACE`;
    }
    return `Temporal at ${address} does not describe its namespace "${namespace}" (${reasonOf(error)}); look into its log`;
  }
}

/** Registers the search attributes that the namespace lacks; where that is not allowed, logs the command that does. Never throws. */
export async function registerSearchAttributes(
  native: NativeConnection,
  { namespace }: TemporalConfig,
  log: Log,
): Promise<void> {
  const within = <Answer>(call: () => Promise<Answer>) => native.withDeadline(Date.now() + callTimeoutMs, call);
  let missing: readonly string[] = Object.values(searchAttributes);
  try {
    const known = await within(() => native.operatorService.listSearchAttributes({ namespace }));
    missing = missing.filter((name) => !(name in (known.customAttributes ?? {})));
    if (missing.length === 0) return;
    const added = Object.fromEntries(missing.map((name) => [name, keyword]));
    await within(() => native.operatorService.addSearchAttributes({ namespace, searchAttributes: added }));
    log.info({ temporalNamespace: namespace, searchAttributes: missing }, 'Registering search attributes');
  } catch (error) {
    // Another replica was quicker.
    if (isGrpcServiceError(error) && Number(error.code) === alreadyExists) return;
    const names = missing.map((name) => `--name ${name} --type Keyword`).join(' ');
    const command = `temporal operator search-attribute create --namespace ${namespace} ${names}`;
    log.warn(
      { temporalNamespace: namespace },
      `Search attributes cannot be registered (${reasonOf(error)}); workflows fail to start until someone runs: ${command}`,
    );
  }
}

function reasonOf(error: unknown): string {
  if (isGrpcServiceError(error)) return error.details || error.message;
  return error instanceof Error ? error.message : String(error);
}
