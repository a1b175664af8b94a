import type { ProviderBlock } from '../../domain/class-block.ts';
import { defineProvider } from '../definition.ts';
import { createTemplateAccount } from './template-account.ts';
import { vendor } from './vendor.ts';

/** What ../registry.ts takes in its one line; this one is not registered. */
export const template = defineProvider<ProviderBlock>({
  name: vendor,
  isBlock: (_block): _block is ProviderBlock => true,
  createAccount: createTemplateAccount,
});
