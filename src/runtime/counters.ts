/** Labels of a metric; values must be few (provider and reason, never names of pods). */
export type MetricLabels = Readonly<Record<string, string>>;

/** What is counted and timed; the names stand in docs/operations.md. */
export interface Counters {
  add(name: CounterName, labels?: MetricLabels): void;
  observe(name: HistogramName, seconds: number, labels?: MetricLabels): void;
  set(name: GaugeName, value: number, labels?: MetricLabels): void;
}

/** Counters, all with the prefix `cloudburst_`. */
export type CounterName =
  | 'nodeclaims_created_total'
  | 'nodeclaims_terminated_total'
  | 'nodeclaims_lost_total'
  | 'nodeclaims_disrupted_total'
  | 'join_failures_total'
  | 'launch_attempts_total'
  | 'launch_failures_total'
  | 'failover_total'
  | 'orphans_reaped_total'
  | 'broker_fallbacks_total';

/** Histograms in seconds, all with the prefix `cloudburst_`. */
export type HistogramName =
  | 'scheduler_scheduling_duration_seconds'
  | 'nodeclaims_launch_duration_seconds'
  | 'nodeclaims_ready_duration_seconds'
  | 'nodeclaims_termination_duration_seconds';

/** Gauges, all with the prefix `cloudburst_`. */
export type GaugeName =
  | 'scheduler_unschedulable_pods_count'
  | 'cluster_state_synced'
  | 'cluster_state_unsynced_time_seconds'
  | 'nodepools_nodes'
  | 'nodepools_hourly_price_eur'
  | 'disruption_paused'
  | 'garbage_suspects'
  | 'join_breaker_open'
  | 'leader'
  | 'insecure_skip_verify';
