import { z } from 'zod';
import { parseCrashPoint } from './crash-point.ts';
import { parseDuration } from '../domain/duration.ts';
import { formatListenAddress, parseListenAddress } from '../domain/listen-address.ts';

/** The longest time a timer of Node can wait: 2^31 - 1 ms, https://nodejs.org/api/timers.html#settimeoutcallback-delay-args. */
const longestTimerMs = 2 ** 31 - 1;

const booleans: Readonly<Record<string, boolean>> = { true: true, '1': true, false: false, '0': false };

/** The variables, their defaults and what they may hold; the texts of issues continue a sentence that begins with the name. */
export const variablesSchema = z.object({
  KUBECONFIG: z.string().optional(),
  HOME: z.string().optional(),
  KUBERNETES_SERVICE_HOST: z.string().optional(),
  KUBERNETES_SERVICE_PORT: z.string().optional(),
  POD_NAMESPACE: z.string().optional(),
  CLOUDBURST_LEASE_NAMESPACE: z.string().optional(),
  CLOUDBURST_LEADER_ELECT: boolean(true),

  TEMPORAL_ADDRESS: listenAddress('127.0.0.1:7233').transform(formatListenAddress),
  TEMPORAL_NAMESPACE: z.string().default('default'),
  TEMPORAL_TLS: boolean(false),
  TEMPORAL_API_KEY: z.string().optional(),

  HETZNER_ENDPOINT: url().default('https://api.hetzner.cloud/v1'),
  HETZNER_INSECURE_SKIP_VERIFY: boolean(false),
  SCALEWAY_ENDPOINT: url().default('https://api.scaleway.com'),
  CLOUDBURST_PROVIDER_CONNECT_TIMEOUT: duration('5s'),
  CLOUDBURST_PROVIDER_RESPONSE_TIMEOUT: duration('60s'),

  CLOUDBROKER_URL: url().optional(),
  CLOUDBROKER_API_KEY: z.string().optional(),
  CLOUDBROKER_TIMEOUT: duration('5s'),

  CLOUDBURST_HTTP_ADDRESS: listenAddress('127.0.0.1:8080'),
  CLOUDBURST_METRICS_ADDRESS: listenAddress('127.0.0.1:9464'),
  CLOUDBURST_LOG_LEVEL: choice(['trace', 'debug', 'info', 'warn', 'error']).default('info'),
  CLOUDBURST_LOG_FORMAT: choice(['json', 'pretty']).default('json'),

  CLOUDBURST_BATCH_IDLE: duration('300ms'),
  CLOUDBURST_BATCH_MAX: duration('10s'),
  CLOUDBURST_SETTLE_PERIOD: duration('60s'),
  CLOUDBURST_LAUNCH_TIMEOUT: duration('180s'),
  CLOUDBURST_JOIN_TIMEOUT: duration('20m'),
  CLOUDBURST_INITIALIZATION_TIMEOUT: duration('10m'),
  CLOUDBURST_TERMINATION_GRACE_PERIOD: duration('10m'),
  NODE_UNREACHABLE_GRACE_PERIOD: duration('2m', { leastMs: 0 }),
  NODE_INSTANCE_GONE_POLICY: choice(['Immediate', 'AfterGracePeriod']).default('Immediate'),

  CLOUDBURST_GARBAGE_COLLECTION_MODE: choice(['delete', 'observe']).default('delete'),
  CLOUDBURST_GARBAGE_COLLECTION_INTERVAL: duration('10m', { leastMs: 1_000 }),
  CLOUDBURST_GARBAGE_COLLECTION_LOOK_INTERVAL: duration('2m'),
  CLOUDBURST_GARBAGE_COLLECTION_LEAST_AGE: duration('5m', { leastMs: 0 }),
  CLOUDBURST_GARBAGE_COLLECTION_WITHOUT_CLAIMS: boolean(false),

  CLOUDBURST_CRASH_AT: crashPoint(),
});

/** The variables as read. */
export type Variables = z.output<typeof variablesSchema>;

/** A right value for each variable that can be wrong. */
export const variableExamples: Readonly<Record<string, string>> = {
  CLOUDBURST_LEADER_ELECT: 'true',
  TEMPORAL_ADDRESS: '127.0.0.1:7233',
  TEMPORAL_TLS: 'false',
  HETZNER_ENDPOINT: 'https://api.hetzner.cloud/v1',
  HETZNER_INSECURE_SKIP_VERIFY: 'true',
  SCALEWAY_ENDPOINT: 'https://api.scaleway.com',
  CLOUDBURST_PROVIDER_CONNECT_TIMEOUT: '5s',
  CLOUDBURST_PROVIDER_RESPONSE_TIMEOUT: '60s',
  CLOUDBROKER_URL: 'http://cloudbroker:8000',
  CLOUDBROKER_TIMEOUT: '5s',
  CLOUDBURST_HTTP_ADDRESS: '127.0.0.1:8080',
  CLOUDBURST_METRICS_ADDRESS: '127.0.0.1:9464',
  CLOUDBURST_LOG_LEVEL: 'info',
  CLOUDBURST_LOG_FORMAT: 'json',
  CLOUDBURST_BATCH_IDLE: '300ms',
  CLOUDBURST_BATCH_MAX: '10s',
  CLOUDBURST_SETTLE_PERIOD: '60s',
  CLOUDBURST_LAUNCH_TIMEOUT: '180s',
  CLOUDBURST_JOIN_TIMEOUT: '20m',
  CLOUDBURST_INITIALIZATION_TIMEOUT: '10m',
  CLOUDBURST_TERMINATION_GRACE_PERIOD: '10m',
  NODE_UNREACHABLE_GRACE_PERIOD: '120s',
  NODE_INSTANCE_GONE_POLICY: 'Immediate',
  CLOUDBURST_GARBAGE_COLLECTION_MODE: 'delete',
  CLOUDBURST_GARBAGE_COLLECTION_INTERVAL: '10m',
  CLOUDBURST_GARBAGE_COLLECTION_LOOK_INTERVAL: '2m',
  CLOUDBURST_GARBAGE_COLLECTION_LEAST_AGE: '5m',
  CLOUDBURST_GARBAGE_COLLECTION_WITHOUT_CLAIMS: 'false',
  CLOUDBURST_CRASH_AT: 'drainNode:after',
};

function boolean(byDefault: boolean) {
  return z
    .string()
    .default(String(byDefault))
    .transform((text, context) => {
      const value = booleans[text.trim().toLowerCase()];
      if (value !== undefined) return value;
      context.addIssue(`is "${text}", which is neither true nor false`);
      return z.NEVER;
    });
}

function crashPoint() {
  return z
    .string()
    .optional()
    .transform((text, context) => {
      if (text === undefined) return undefined;
      const point = parseCrashPoint(text);
      if (point !== undefined) return point;
      context.addIssue(`is "${text}", which is no name of an activity`);
      return z.NEVER;
    });
}

function duration(byDefault: string, { leastMs } = { leastMs: 1 }) {
  return z
    .string()
    .default(byDefault)
    .transform((text, context) => {
      try {
        const ms = parseDuration(text);
        if (ms >= leastMs && ms <= longestTimerMs) return ms;
        context.addIssue(
          `is ${text.trim()}, which is not between ${leastMs}ms and ${Math.floor(longestTimerMs / 3_600_000)}h`,
        );
      } catch {
        context.addIssue(`is "${text}", which is no duration`);
      }
      return z.NEVER;
    });
}

function listenAddress(byDefault: string) {
  return z
    .string()
    .default(byDefault)
    .transform((text, context) => {
      try {
        return parseListenAddress(text);
      } catch {
        context.addIssue(`is "${text}", which is no host:port`);
        return z.NEVER;
      }
    });
}

function url() {
  return z.string().transform((text, context) => {
    const parsed = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined;
    if (parsed?.protocol === 'http:' || parsed?.protocol === 'https:') return text.trim().replace(/\/+$/, '');
    // The text is not shown: a URL may hold a password.
    context.addIssue('is no http or https URL');
    return z.NEVER;
  });
}

function choice<const Values extends readonly string[]>(values: Values) {
  return z.enum(values, { error: ({ input }) => `is "${String(input)}", which is none of ${values.join(', ')}` });
}
