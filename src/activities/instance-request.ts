import { renderUserData } from '../bootstrap/user-data.ts';
import type { Architecture } from '../domain/offering.ts';
import { reservedResources } from '../domain/reserved-resources.ts';
import { configMaps } from '../kube/core-resources.ts';
import type { InstanceRequest } from '../providers/provider.ts';
import { claimRefOf } from '../contract/claim-ref.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { ensureJoinToken } from './join-tokens.ts';
import type { Launch } from './launch-instance.ts';
import { readSecret } from './secrets.ts';

/** Reads every secret that the machine needs and renders its user data. The result must not leave the activity. */
export async function instanceRequest(deps: ActivityDependencies, launch: Launch): Promise<InstanceRequest> {
  const { claim, found, offering, pool } = launch;
  const { join, bootstrap, tailscale } = found.nodeClass.spec;
  const namespace = found.nodeClass.metadata.namespace ?? 'default';
  const ttlMs = (join.tokenTtlMinutes ?? 60) * 60_000;
  const [machine, caData, token, tailscaleAuthKey] = await Promise.all([
    machineOf(deps, launch),
    readClusterCa(deps),
    ensureJoinToken(deps.kube, { claim: claimRefOf(claim), ttlMs, nowMs: deps.now(), randomBytes: deps.randomBytes }),
    tailscale === undefined ? undefined : readSecret(deps.kube, namespace, tailscale.authKeySecretRef),
  ]);
  const userData = renderUserData({
    claimName: claim.metadata.name,
    taints: claim.spec.taints ?? [],
    startupTaints: claim.spec.startupTaints ?? [],
    hostApiServer: join.hostApiServer,
    caData,
    token,
    ...(tailscaleAuthKey === undefined ? {} : { tailscaleAuthKey }),
    kubernetesVersion: bootstrap.kubernetesVersion,
    ...(join.kindClusterName === undefined ? {} : { kindClusterName: join.kindClusterName }),
    provider: offering.provider,
    zone: offering.zone,
    reserved: machine.reserved,
  });
  const { region, zone, instanceType } = offering;
  const identity = { claimUid: claim.metadata.uid, claimName: claim.metadata.name, nodePool: pool.metadata.name };
  return { ...identity, region, zone, instanceType, architecture: machine.architecture, userData };
}

/** Architecture and reservations follow from the size, which only the catalogue knows. */
async function machineOf(
  deps: ActivityDependencies,
  launch: Launch,
): Promise<{ architecture: Architecture; reserved: ReturnType<typeof reservedResources> }> {
  const { offering, found } = launch;
  const provider = await deps.catalogue.connect(found, offering.provider);
  const all = await provider.offerings(AbortSignal.timeout(10_000));
  const known = all.find((one) => one.zone === offering.zone && one.instanceType === offering.instanceType);
  if (known === undefined)
    throw new Error(`${offering.provider} no longer sells ${offering.instanceType} in ${offering.zone}`);
  return { architecture: known.architecture, reserved: reservedResources(known) };
}

/** Every namespace has it: kube-controller-manager publishes the cluster's CA there. */
async function readClusterCa(deps: ActivityDependencies): Promise<string> {
  const published = await deps.kube.get(configMaps, { namespace: 'kube-system', name: 'kube-root-ca.crt' });
  const pem = published.data?.['ca.crt'];
  if (pem === undefined)
    throw new Error(
      'ConfigMap kube-system/kube-root-ca.crt has no ca.crt; check --root-ca-file of kube-controller-manager',
    );
  return pem;
}
