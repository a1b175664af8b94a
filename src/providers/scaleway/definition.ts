import type { ScalewayBlock } from '../../api/generated.ts';
import { defineProvider } from '../definition.ts';
import { createScalewayAccount } from './scaleway-account.ts';

/** Scaleway Instances. */
export const scaleway = defineProvider<ScalewayBlock>({
  name: 'scaleway',
  isBlock: (block) => 'projectID' in block,
  createAccount: createScalewayAccount,
});
