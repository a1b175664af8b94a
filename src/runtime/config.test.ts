import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { variableExamples, variablesSchema } from './config-variables.ts';
import { ConfigError, loadConfig } from './config.ts';

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ variable, problem }) => `${variable} ${problem}`);
    throw error;
  }
  return [];
}

describe('loadConfig', () => {
  it('needs no variable', () => {
    expect(loadConfig({})).toEqual({
      kubernetes: { leaseNamespace: 'cloudburst-system', leaderElect: true },
      temporal: { address: '127.0.0.1:7233', namespace: 'default', tls: false },
      providers: {
        hetznerEndpoint: 'https://api.hetzner.cloud/v1',
        hetznerInsecureSkipVerify: false,
        scalewayEndpoint: 'https://api.scaleway.com',
        connectTimeoutMs: 5000,
        responseTimeoutMs: 60_000,
      },
      http: { host: '127.0.0.1', port: 8080 },
      metrics: { host: '127.0.0.1', port: 9464 },
      log: { level: 'info', format: 'json' },
      batching: { idleMs: 300, maxMs: 10_000 },
      poolDefaults: {
        launchTimeoutMs: 180_000,
        joinTimeoutMs: 1_200_000,
        initializationTimeoutMs: 600_000,
        nodeUnreachableGracePeriodMs: 120_000,
        whenInstanceGone: 'Immediate',
        terminationGracePeriodMs: 600_000,
      },
      garbage: {
        mode: 'delete',
        intervalMs: 600_000,
        lookIntervalMs: 120_000,
        leastAgeMs: 300_000,
        withoutClaims: false,
      },
      settlePeriodMs: 60_000,
    });
  });

  it('takes an empty variable for an absent one', () => {
    expect(loadConfig({ TEMPORAL_ADDRESS: '', HETZNER_ENDPOINT: ' ' })).toEqual(loadConfig({}));
  });

  it('uses a broker only when its address is given', () => {
    expect(loadConfig({ CLOUDBROKER_URL: 'http://broker:8000/', CLOUDBROKER_API_KEY: 'k' }).broker).toEqual({
      url: 'http://broker:8000',
      apiKey: 'k',
      timeoutMs: 5000,
    });
  });

  it('puts the lease into its own variable, else the namespace of the pod', () => {
    const pod = { POD_NAMESPACE: 'bursting' };
    expect(loadConfig(pod).kubernetes.leaseNamespace).toBe('bursting');
    expect(loadConfig({ ...pod, CLOUDBURST_LEASE_NAMESPACE: 'leases' }).kubernetes.leaseNamespace).toBe('leases');
  });

  it.each([
    ['true', true],
    ['1', true],
    ['False', false],
    ['0', false],
  ])('reads the switch %s', (text, value) => {
    expect(loadConfig({ HETZNER_INSECURE_SKIP_VERIFY: text }).providers.hetznerInsecureSkipVerify).toBe(value);
  });

  it('allows a grace period of nothing but no timeout of nothing', () => {
    expect(problemsOf({ NODE_UNREACHABLE_GRACE_PERIOD: '0' })).toEqual([]);
    expect(problemsOf({ CLOUDBURST_LAUNCH_TIMEOUT: '0' })).toEqual([
      'CLOUDBURST_LAUNCH_TIMEOUT is 0, which is not between 1ms and 596h',
    ]);
  });

  it('lists everything that is wrong', () => {
    const wrong = {
      TEMPORAL_ADDRESS: 'temporal',
      HETZNER_ENDPOINT: 'api.hetzner.cloud',
      CLOUDBURST_BATCH_IDLE: 'soon',
      CLOUDBURST_LOG_LEVEL: 'loud',
      CLOUDBURST_LEADER_ELECT: 'maybe',
    };
    expect(problemsOf(wrong)).toEqual([
      'CLOUDBURST_LEADER_ELECT is "maybe", which is neither true nor false',
      'TEMPORAL_ADDRESS is "temporal", which is no host:port',
      'HETZNER_ENDPOINT is no http or https URL',
      'CLOUDBURST_LOG_LEVEL is "loud", which is none of trace, debug, info, warn, error',
      'CLOUDBURST_BATCH_IDLE is "soon", which is no duration',
    ]);
  });

  it('says in its message how each would be right', () => {
    expect(() => loadConfig({ CLOUDBURST_BATCH_IDLE: 'soon' })).toThrow(
      'The environment is wrong, mend this:\n  CLOUDBURST_BATCH_IDLE is "soon", which is no duration, for example CLOUDBURST_BATCH_IDLE=300ms',
    );
  });

  it('refuses what is right by itself and wrong together', () => {
    expect(problemsOf({ CLOUDBURST_BATCH_IDLE: '5s', CLOUDBURST_BATCH_MAX: '1s' })).toEqual([
      'CLOUDBURST_BATCH_MAX is shorter than CLOUDBURST_BATCH_IDLE',
    ]);
    expect(problemsOf({ CLOUDBROKER_API_KEY: 'hidden-value' })).toEqual([
      'CLOUDBROKER_URL is missing although CLOUDBROKER_API_KEY is set',
    ]);
  });

  it('shows no password that stands in a URL', () => {
    expect(() => loadConfig({ CLOUDBROKER_URL: 'ftp://me:hidden-value@broker' })).toThrow(/^(?!.*hidden-value)/s);
  });

  it('gives examples that are right', () => {
    expect(problemsOf(variableExamples)).toEqual([]);
    expect(Object.keys(variablesSchema.shape)).toEqual(expect.arrayContaining(Object.keys(variableExamples)));
  });

  it('is documented variable by variable, defaults included', () => {
    const page = readFileSync(new URL('../../docs/configuration.md', import.meta.url), 'utf8');
    const rows = new Map([...page.matchAll(/^\| `([A-Z_]+)` \| (.*?) \|/gm)].map(([, name, value]) => [name, value]));
    const fromThePod = ['HOME', 'POD_NAMESPACE', 'KUBERNETES_SERVICE_HOST', 'KUBERNETES_SERVICE_PORT'];
    const variables = Object.keys(variablesSchema.shape).filter((name) => !fromThePod.includes(name));
    expect([...rows.keys()].toSorted()).toEqual(variables.toSorted());
    const defaults = [...rows].flatMap(([name, value]) => {
      const text = /^`([^`]+)`$/.exec(value ?? '')?.[1];
      return name === undefined || text === undefined ? [] : [[name, text] as const];
    });
    expect(loadConfig(Object.fromEntries(defaults))).toEqual(loadConfig({}));
  });
});
