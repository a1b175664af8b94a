import { createKubeClient } from '../../../src/kube/client.ts';
import type { KubeClient } from '../../../src/kube/client.ts';
import { loadKubeConfig } from '../../../src/kube/load-kube-config.ts';
import type { Machine, MachineSpec } from '../../../src/simulation/machines/driver.ts';
import { createHollowDriver } from '../../../src/simulation/machines/hollow/hollow-driver.ts';
import { userDataOnly } from '../../../src/simulation/machines/metadata/service.ts';
import { openApiServer } from '../api-server.ts';
import { applyManifests, readManifests } from '../manifests.ts';
import { answerRequests, createClaim, machineFor, removeClaim } from './cluster.ts';
import type { TestClaim } from './cluster.ts';

/** A claim, what a cloud would boot for it, and the machine that was booted. */
export interface BootedMachine {
  readonly claim: TestClaim;
  readonly spec: MachineSpec;
  readonly machine: Machine;
}

/** Everything a test of hollow machines needs; disposing of it switches all machines off and removes what they left. */
export interface Stage extends AsyncDisposable {
  readonly kube: KubeClient;
  /** Makes a claim and boots its machine; the change is done to the user data on the way, as damage would. */
  boot(change?: (userData: string) => string): Promise<BootedMachine>;
  /** Switches on a machine that was booted before. */
  bootAgain(spec: MachineSpec): Machine;
  consoleOf(spec: MachineSpec): readonly string[];
  /** Plays the controller once for a claim; see answerRequests. */
  answer(claim: TestClaim): Promise<readonly string[]>;
}

/** Opens the cluster of the kubeconfig. Machines renew their lease every 250 ms and retry from 50 ms on, so that tests are quick. */
export async function openStage(kubeconfig: string): Promise<Stage> {
  const source = await loadKubeConfig({ kubeconfig });
  const kube = createKubeClient(source);
  await applyManifests(await openApiServer(kubeconfig), await readManifests('config/rbac/bootstrap-group.yaml'));
  const driver = createHollowDriver({ leaseSeconds: 1, retryMs: 50 });
  const claims: TestClaim[] = [];
  return {
    kube,
    boot: async (change = (userData) => userData) => {
      const claim = await createClaim(kube);
      claims.push(claim);
      const intact = await machineFor(kube, source.getCurrentCluster()?.server ?? '', claim);
      const userData = change(intact.userData);
      const spec = { ...intact, userData, metadataService: userDataOnly(userData) };
      return { claim, spec, machine: driver.boot(spec) };
    },
    bootAgain: (spec) => driver.boot(spec),
    consoleOf: (spec) => driver.consoleOf(spec.id),
    answer: (claim) => answerRequests(kube, claim),
    [Symbol.asyncDispose]: async () => {
      await driver.close();
      await Promise.all(claims.map((claim) => removeClaim(kube, claim)));
      await kube.close();
    },
  };
}
