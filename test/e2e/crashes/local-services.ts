import { inject } from 'vitest';
import '../provided-context.ts';
import { openControlPlane } from '../../../hack/local/control-plane.ts';
import type { ControlPlane } from '../../../hack/local/control-plane.ts';
import { openTemporal } from '../../../hack/local/temporal-server.ts';
import type { TemporalServer } from '../../../hack/local/temporal-server.ts';
import { toolchainOptionsFrom } from '../../../hack/toolchain/environment.ts';
import { ensureToolchain } from '../../../hack/toolchain/toolchain.ts';
import type { Toolchain } from '../../../hack/toolchain/toolchain.ts';

/** The Temporal server that all end-to-end tests share, to be stopped, wiped and started again. */
export async function sharedTemporal(): Promise<TemporalServer> {
  return openTemporal({ stateDir: inject('stateDir'), toolchain: await toolchain() });
}

/** The control plane that all end-to-end tests share, to have its programs stopped and started again. */
export async function sharedControlPlane(): Promise<ControlPlane> {
  return openControlPlane({ stateDir: inject('stateDir'), toolchain: await toolchain() });
}

function toolchain(): Promise<Toolchain> {
  return ensureToolchain(toolchainOptionsFrom(process.env, () => undefined));
}
