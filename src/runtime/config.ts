import type { ListenAddress } from '../domain/listen-address.ts';
import type { CrashPoint } from './crash-point.ts';
import { findConfigProblems } from './config-problems.ts';
import type { ConfigProblem } from './config-problems.ts';
import { variablesSchema } from './config-variables.ts';
import type { Variables } from './config-variables.ts';

/** Variables of a process, as process.env holds them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Everything an installation can set. Durations are milliseconds. */
export interface Config {
  readonly kubernetes: {
    /** KUBECONFIG: one path or several with `:` between them; absent means the pod's service account, else ~/.kube/config. */
    readonly kubeconfig?: string;
    /** KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT, which every pod has. */
    readonly serviceHost?: string;
    readonly servicePort?: string;
    /** HOME, for ~/.kube/config. */
    readonly home?: string;
    /** Where the Lease of the active watcher stands. */
    readonly leaseNamespace: string;
    /** False for a single replica that needs no Lease. */
    readonly leaderElect: boolean;
  };
  readonly temporal: TemporalConfig;
  readonly providers: {
    /** With the version, for example https://api.hetzner.cloud/v1. */
    readonly hetznerEndpoint: string;
    /** Accepts any certificate of the Hetzner endpoint; for drills only. */
    readonly hetznerInsecureSkipVerify: boolean;
    /** For example https://api.scaleway.com. */
    readonly scalewayEndpoint: string;
    /** For a connection, TLS included. */
    readonly connectTimeoutMs: number;
    /** For the answer to a create. */
    readonly responseTimeoutMs: number;
  };
  /** An external CloudBroker; absent means the one in this process. */
  readonly broker?: {
    readonly url: string;
    /** Secret; sent as X-API-Key. */
    readonly apiKey?: string;
    /** For one whole exchange. */
    readonly timeoutMs: number;
  };
  /** /livez and /readyz. */
  readonly http: ListenAddress;
  /** /metrics for Prometheus. */
  readonly metrics: ListenAddress;
  readonly log: LogConfig;
  readonly batching: {
    /** A batch of demand ends when nothing new came for this long. */
    readonly idleMs: number;
    /** A batch ends at the latest after this long. */
    readonly maxMs: number;
  };
  /** What a pool does not say itself. */
  readonly poolDefaults: {
    /** For one attempt to launch an instance. */
    readonly launchTimeoutMs: number;
    /** From the launch until the node registers. */
    readonly joinTimeoutMs: number;
    /** From the registration until the node is Ready. */
    readonly initializationTimeoutMs: number;
    /** How long a node may be unreachable before it is lost. */
    readonly nodeUnreachableGracePeriodMs: number;
    /** Whether a node waits for that time although its provider says the machine is gone. */
    readonly whenInstanceGone: 'Immediate' | 'AfterGracePeriod';
    /** How long the pods of a node that goes away may take. */
    readonly terminationGracePeriodMs: number;
  };
  /** The search for what is rented and nobody's. */
  readonly garbage: {
    readonly mode: 'delete' | 'observe';
    /** From one search to the next. */
    readonly intervalMs: number;
    /** Between the three looks of one search. */
    readonly lookIntervalMs: number;
    /** Instances younger than this are not judged. */
    readonly leastAgeMs: number;
    /** Whether instances may be deleted although there is no NodeClaim at all. */
    readonly withoutClaims: boolean;
  };
  /** Where the process kills itself, for tests and drills. */
  readonly crashAt?: CrashPoint;
  /** How long nothing must be found of a create with an unknown outcome until it counts as "no instance". */
  readonly settlePeriodMs: number;
}

/** How Temporal is reached. */
export interface TemporalConfig {
  /** `host:port` of the frontend. */
  readonly address: string;
  readonly namespace: string;
  readonly tls: boolean;
  /** Secret; for Temporal Cloud. */
  readonly apiKey?: string;
}

/** What is logged and how. */
export interface LogConfig {
  readonly level: 'trace' | 'debug' | 'info' | 'warn' | 'error';
  /** One JSON object a line, or a line for people. */
  readonly format: 'json' | 'pretty';
}

/** The environment is wrong; holds everything that is. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    const lines = problems.map(
      ({ variable, problem, example }) => `  ${variable} ${problem}, for example ${variable}=${example}`,
    );
    super(`The environment is wrong, mend ${problems.length === 1 ? 'this' : 'these'}:\n${lines.join('\n')}`);
    this.problems = problems;
  }
}

/** Reads the configuration. An empty variable counts as absent. Throws ConfigError with all that is wrong. */
export function loadConfig(env: Environment): Config {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''),
  );
  const read = variablesSchema.safeParse(given);
  const problems = findConfigProblems(read);
  if (!read.success || problems.length > 0) throw new ConfigError(problems);
  return configOf(read.data);
}

function configOf(env: Variables): Config {
  return {
    kubernetes: {
      ...present({ kubeconfig: env.KUBECONFIG, home: env.HOME }),
      ...present({ serviceHost: env.KUBERNETES_SERVICE_HOST, servicePort: env.KUBERNETES_SERVICE_PORT }),
      leaseNamespace: env.CLOUDBURST_LEASE_NAMESPACE ?? env.POD_NAMESPACE ?? 'cloudburst-system',
      leaderElect: env.CLOUDBURST_LEADER_ELECT,
    },
    temporal: {
      address: env.TEMPORAL_ADDRESS,
      namespace: env.TEMPORAL_NAMESPACE,
      tls: env.TEMPORAL_TLS,
      ...present({ apiKey: env.TEMPORAL_API_KEY }),
    },
    providers: providersOf(env),
    ...(env.CLOUDBROKER_URL !== undefined && {
      broker: {
        url: env.CLOUDBROKER_URL,
        ...present({ apiKey: env.CLOUDBROKER_API_KEY }),
        timeoutMs: env.CLOUDBROKER_TIMEOUT,
      },
    }),
    http: env.CLOUDBURST_HTTP_ADDRESS,
    metrics: env.CLOUDBURST_METRICS_ADDRESS,
    log: { level: env.CLOUDBURST_LOG_LEVEL, format: env.CLOUDBURST_LOG_FORMAT },
    batching: { idleMs: env.CLOUDBURST_BATCH_IDLE, maxMs: env.CLOUDBURST_BATCH_MAX },
    poolDefaults: poolDefaultsOf(env),
    garbage: garbageOf(env),
    ...(env.CLOUDBURST_CRASH_AT !== undefined && { crashAt: env.CLOUDBURST_CRASH_AT }),
    settlePeriodMs: env.CLOUDBURST_SETTLE_PERIOD,
  };
}

function providersOf(env: Variables): Config['providers'] {
  return {
    hetznerEndpoint: env.HETZNER_ENDPOINT,
    hetznerInsecureSkipVerify: env.HETZNER_INSECURE_SKIP_VERIFY,
    scalewayEndpoint: env.SCALEWAY_ENDPOINT,
    connectTimeoutMs: env.CLOUDBURST_PROVIDER_CONNECT_TIMEOUT,
    responseTimeoutMs: env.CLOUDBURST_PROVIDER_RESPONSE_TIMEOUT,
  };
}

function poolDefaultsOf(env: Variables): Config['poolDefaults'] {
  return {
    launchTimeoutMs: env.CLOUDBURST_LAUNCH_TIMEOUT,
    joinTimeoutMs: env.CLOUDBURST_JOIN_TIMEOUT,
    initializationTimeoutMs: env.CLOUDBURST_INITIALIZATION_TIMEOUT,
    nodeUnreachableGracePeriodMs: env.NODE_UNREACHABLE_GRACE_PERIOD,
    whenInstanceGone: env.NODE_INSTANCE_GONE_POLICY,
    terminationGracePeriodMs: env.CLOUDBURST_TERMINATION_GRACE_PERIOD,
  };
}

function garbageOf(env: Variables): Config['garbage'] {
  return {
    mode: env.CLOUDBURST_GARBAGE_COLLECTION_MODE,
    intervalMs: env.CLOUDBURST_GARBAGE_COLLECTION_INTERVAL,
    lookIntervalMs: env.CLOUDBURST_GARBAGE_COLLECTION_LOOK_INTERVAL,
    leastAgeMs: env.CLOUDBURST_GARBAGE_COLLECTION_LEAST_AGE,
    withoutClaims: env.CLOUDBURST_GARBAGE_COLLECTION_WITHOUT_CLAIMS,
  };
}

/** The fields that have a value; exact optional properties know no undefined. */
function present<Key extends string>(
  fields: Readonly<Record<Key, string | undefined>>,
): { readonly [K in Key]?: string } {
  const set: { [K in Key]?: string } = {};
  for (const key in fields) {
    const value = fields[key];
    if (value !== undefined) set[key] = value;
  }
  return set;
}
