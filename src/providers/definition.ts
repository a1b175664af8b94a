import type { ProviderBlock } from '../domain/class-block.ts';
import type { ProviderName } from '../domain/offering.ts';
import type { AccountParts, ProviderAccount } from './account.ts';

/** Everything that the registry knows of a cloud. */
export interface ProviderDefinition {
  readonly name: ProviderName;
  /** Makes what all users of one credential share; its providers refuse another cloud's block with a TypeError. */
  createAccount(parts: AccountParts): ProviderAccount<ProviderBlock>;
}

/** What a cloud's folder says of itself. */
export interface ProviderParts<Block extends ProviderBlock> {
  readonly name: ProviderName;
  /** Whether a block of a NodeClass is this cloud's. */
  readonly isBlock: (block: ProviderBlock) => block is Block;
  readonly createAccount: (parts: AccountParts) => ProviderAccount<Block>;
}

/** A definition that checks whose block it is given. */
export function defineProvider<Block extends ProviderBlock>(parts: ProviderParts<Block>): ProviderDefinition {
  const { name, isBlock } = parts;
  return {
    name,
    createAccount(accountParts) {
      const account = parts.createAccount(accountParts);
      return {
        provider({ block, ...rest }) {
          if (isBlock(block)) return account.provider({ ...rest, block });
          throw new TypeError(`the block of another cloud was given for ${name}`);
        },
      };
    },
  };
}
