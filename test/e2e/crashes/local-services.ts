import { openControlPlane } from '../../../hack/local/control-plane.ts';
import type { ControlPlane } from '../../../hack/local/control-plane.ts';
import { openTemporal } from '../../../hack/local/temporal-server.ts';
import type { TemporalServer } from '../../../hack/local/temporal-server.ts';
import { toolchainOptionsFrom } from '../../../hack/toolchain/environment.ts';
import { ensureToolchain } from '../../../hack/toolchain/toolchain.ts';
import type { Toolchain } from '../../../hack/toolchain/toolchain.ts';
import { stack } from '../stack.ts';

/** The Temporal server of this test file's stack, to be stopped, wiped and started again. */
export async function ownTemporal(): Promise<TemporalServer> {
  return openTemporal({ stateDir: stack().stateDir, toolchain: await toolchain() });
}

/** The control plane of this test file's stack, to have its programs stopped and started again. */
export async function ownControlPlane(): Promise<ControlPlane> {
  return openControlPlane({ stateDir: stack().stateDir, toolchain: await toolchain() });
}

function toolchain(): Promise<Toolchain> {
  return ensureToolchain(toolchainOptionsFrom(process.env, () => undefined));
}
