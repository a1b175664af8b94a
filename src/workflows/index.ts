/** Every workflow type; the names are public, people type them. */
export { CollectGarbage } from './collect-garbage.ts';
export { NodeLossWorkflow } from './node-loss.ts';
export { ProvisionNodeClaim } from './provision-node-claim.ts';
export { TerminateNodeClaim } from './terminate-node-claim.ts';
