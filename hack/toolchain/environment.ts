import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Report } from '../local/steps.ts';
import type { ReleaseBases } from './releases.ts';
import type { ToolchainOptions } from './toolchain.ts';

/**
 * Options as a user sets them: CLOUDBURST_TOOLCHAIN_DIR, PATH, XDG_CACHE_HOME, and the release hosts
 * CLOUDBURST_KUBERNETES_RELEASES, CLOUDBURST_ETCD_RELEASES and CLOUDBURST_TEMPORAL_RELEASES (for a mirror).
 */
export function toolchainOptionsFrom(
  env: Readonly<Record<string, string | undefined>>,
  report: Report,
): ToolchainOptions {
  const userDirectory = env['CLOUDBURST_TOOLCHAIN_DIR'] ?? '';
  const cacheDirectory = env['XDG_CACHE_HOME'] ?? '';
  return {
    ...(userDirectory === '' ? {} : { userDirectory }),
    searchPath: env['PATH'] ?? '',
    cacheDirectory: cacheDirectory === '' ? join(homedir(), '.cache') : cacheDirectory,
    releases: releasesFrom(env),
    report,
  };
}

function releasesFrom(env: Readonly<Record<string, string | undefined>>): Partial<ReleaseBases> {
  const variables = {
    kubernetes: env['CLOUDBURST_KUBERNETES_RELEASES'],
    etcd: env['CLOUDBURST_ETCD_RELEASES'],
    temporal: env['CLOUDBURST_TEMPORAL_RELEASES'],
  };
  const named = Object.entries(variables).filter(([, url]) => url !== undefined && url !== '');
  return Object.fromEntries(named.map(([name, url]) => [name, url?.replace(/\/+$/, '')]));
}
