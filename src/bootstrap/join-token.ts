import { bootstrapGroup, labels } from '../api/labels.ts';
import type { NewObject } from '../kube/resource.ts';
import type { Secret } from '../kube/types.ts';
import { timestampOf } from '../domain/timestamp.ts';

/** Credentials of one machine for its first call; form and meaning: kubernetes.io/docs/reference/access-authn-authz/bootstrap-tokens. */
export interface JoinToken {
  /** Public half, six characters of a to z and 0 to 9; its user is `system:bootstrap:<id>`. */
  readonly id: string;
  /** Secret half, sixteen characters of the same alphabet. */
  readonly secret: string;
}

/** Gives that many unpredictable bytes, as `crypto.randomBytes` does. */
export type RandomBytes = (size: number) => Uint8Array;

/** Namespace in which the API server looks for join tokens. */
export const joinTokenNamespace = 'kube-system';

const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** Makes a token in which every character is equally likely. Throws when the source gives no usable bytes. */
export function newJoinToken(randomBytes: RandomBytes): JoinToken {
  return { id: randomText(6, randomBytes), secret: randomText(16, randomBytes) };
}

/** Name of the Secret in kube-system that makes the token valid. */
export function joinTokenSecretName(tokenId: string): string {
  return `bootstrap-token-${tokenId}`;
}

/** User as whom the API server sees the bearer of the token. */
export function joinTokenUser(tokenId: string): string {
  return `system:bootstrap:${tokenId}`;
}

/** What {@link joinTokenSecret} needs. */
export interface JoinTokenSecretInput {
  readonly token: JoinToken;
  /** The NodeClaim whose machine the token is for. */
  readonly claim: { readonly name: string; readonly uid: string };
  /** From then on the API server refuses the token, and the tokencleaner deletes the Secret. */
  readonly expiration: Date;
}

/**
 * The Secret that makes a token valid. Its group has no standing approval of certificates: the controller approves each.
 * No ownerReference, because it may not cross namespaces; the labels tie it to its claim.
 */
export function joinTokenSecret(input: JoinTokenSecretInput): NewObject<Secret> {
  const { token, claim, expiration } = input;
  const values = {
    'token-id': token.id,
    'token-secret': token.secret,
    expiration: timestampOf(expiration.getTime()),
    'usage-bootstrap-authentication': 'true',
    'usage-bootstrap-signing': 'true',
    'auth-extra-groups': bootstrapGroup,
    description: `Lets the machine of NodeClaim ${claim.name} join; deleted when its Node is Ready`,
  };
  const encoded = Object.entries(values).map(([key, value]) => [key, Buffer.from(value).toString('base64')]);
  return {
    metadata: {
      name: joinTokenSecretName(token.id),
      namespace: joinTokenNamespace,
      labels: { [labels.nodeClaim]: claim.name, [labels.nodeClaimUid]: claim.uid },
    },
    type: 'bootstrap.kubernetes.io/token',
    data: Object.fromEntries(encoded),
  };
}

/** Bytes of 252 and above are thrown away: with them the first letters of the alphabet would come more often. */
function randomText(length: number, randomBytes: RandomBytes): string {
  const fairLimit = 256 - (256 % alphabet.length);
  let text = '';
  for (let draw = 0; draw < 100 && text.length < length; draw += 1) {
    for (const byte of randomBytes(length)) {
      if (byte < fairLimit && text.length < length) text += alphabet.charAt(byte % alphabet.length);
    }
  }
  if (text.length < length) throw new Error('Random source gives no usable bytes; pass crypto.randomBytes');
  return text;
}
