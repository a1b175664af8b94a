import type { NodeClaim } from '../../../src/api/generated.ts';
import type { World } from '../world/world.ts';

/** The vendor's id of the claim's machine. */
function machineOf(claim: NodeClaim | undefined): string {
  return claim?.status?.instanceID?.split('/').at(-1) ?? '';
}

/** Deletes the claim's server at Hetzner as somebody at the console would. */
export async function deleteBehind({ clouds, canaries }: World, claim: NodeClaim | undefined): Promise<void> {
  const headers = { authorization: `Bearer ${canaries.hetznerToken}` };
  const answer = await fetch(`${clouds.hetznerEndpoint}/servers/${machineOf(claim)}`, { method: 'DELETE', headers });
  if (!answer.ok) throw new Error(`the server was not deleted: ${answer.status}`);
}

/** Cuts the power of the claim's machine at Hetzner; the provider's API goes on saying that it runs. */
export async function silence({ clouds }: World, claim: NodeClaim | undefined): Promise<void> {
  await clouds.control('POST', `/machines/hetzner-${machineOf(claim)}/power-off`, { visible: false });
}

/** Gives the machine its power back. */
export async function revive({ clouds }: World, claim: NodeClaim | undefined): Promise<void> {
  await clouds.control('POST', `/machines/hetzner-${machineOf(claim)}/power-on`);
}
