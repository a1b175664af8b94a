import type { Metric, MetricMeter } from '@temporalio/common';
import { Runtime } from '@temporalio/worker';
import type { ListenAddress } from '../domain/listen-address.ts';
import { formatListenAddress } from '../domain/listen-address.ts';
import type { Counters, HistogramName } from './counters.ts';
import { temporalLogger } from './log.ts';
import type { Log } from './log.ts';

/** Seconds, from a decision in memory to a machine that has to be booted. */
const secondBuckets = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1200];

const histograms: Readonly<Record<HistogramName, string>> = {
  scheduler_scheduling_duration_seconds: 'One plan',
  nodeclaims_launch_duration_seconds: 'From a claim to its instance',
  nodeclaims_ready_duration_seconds: 'From a claim to its Ready node',
  nodeclaims_termination_duration_seconds: 'From the deletion of a claim until nothing is left',
};

/** How a process logs and shows metrics. */
export interface RuntimeOptions {
  readonly log: Log;
  /** Where /metrics listens, for Temporal's metrics and our own. */
  readonly metricsAddress: ListenAddress;
}

/**
 * Installs Temporal's runtime; once per process and before any connection. Throws when the address is taken. The runtime ends with the
 * last native object, so /metrics is silent between a connection that failed or was closed and the next use of the runtime.
 */
export function installRuntime({ log, metricsAddress }: RuntimeOptions): void {
  const histogramBucketOverrides = Object.fromEntries(
    Object.keys(histograms).map((name) => [prefixed(name), secondBuckets]),
  );
  Runtime.install({
    logger: temporalLogger(log),
    // The program handles signals itself, so that it stops in its own order.
    shutdownSignals: [],
    telemetryOptions: {
      logging: { forward: {}, filter: { core: 'WARN', other: 'ERROR' } },
      metrics: {
        prometheus: {
          bindAddress: formatListenAddress(metricsAddress),
          countersTotalSuffix: true,
          unitSuffix: true,
          useSecondsForDurations: true,
          histogramBucketOverrides,
        },
      },
    },
  });
}

/**
 * Counters on Temporal's meter. An instrument belongs to one runtime, and the SDK makes a new one after a connection failed, so each
 * is made on the meter that is there at the moment; what an earlier runtime counted begins again at 0, as after a restart.
 */
export function createCounters(currentMeter: () => MetricMeter = () => Runtime.instance().metricMeter): Counters {
  const instruments = new WeakMap<MetricMeter, Map<string, Metric>>();
  const instrument = <Made extends Metric>(name: string, make: (meter: MetricMeter) => Made): Made => {
    const meter = currentMeter();
    const known = instruments.get(meter) ?? new Map<string, Metric>();
    instruments.set(meter, known);
    // A name has one kind by its type, so what stands under it was made by this very `make`.
    const made = (known.get(name) as Made | undefined) ?? make(meter);
    known.set(name, made);
    return made;
  };
  return {
    add(name, labels = {}) {
      // The exporter appends the suffix itself.
      const bare = prefixed(name.replace(/_total$/, ''));
      instrument(bare, (meter) => meter.createCounter(bare)).add(1, labels);
    },
    observe(name, seconds, labels = {}) {
      const full = prefixed(name);
      instrument(full, (meter) => meter.createHistogram(full, 'float', '', histograms[name])).record(seconds, labels);
    },
    set(name, value, labels = {}) {
      const full = prefixed(name);
      instrument(full, (meter) => meter.createGauge(full, 'float')).set(value, labels);
    },
  };
}

function prefixed(name: string): string {
  return `cloudburst_${name}`;
}
