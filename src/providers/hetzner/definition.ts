import type { HetznerBlock } from '../../api/generated.ts';
import { defineProvider } from '../definition.ts';
import { createHetznerAccount } from './hetzner-account.ts';

/** Hetzner Cloud. */
export const hetzner = defineProvider<HetznerBlock>({
  name: 'hetzner',
  isBlock: (block) => 'apiTokenSecretRef' in block,
  createAccount: createHetznerAccount,
});
