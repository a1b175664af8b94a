/** Which credentials the simulated clouds accept. */
export interface TokenPolicy {
  /** Only these are accepted; default: every one. */
  readonly accepted?: readonly string[];
  /** These are refused, and so is every one that contains the word `revoked`. */
  readonly revoked?: readonly string[];
}

/** Whether a credential is accepted. */
export function isTokenAccepted(token: string, policy: TokenPolicy): boolean {
  if (token.includes('revoked') || policy.revoked?.includes(token) === true) return false;
  return policy.accepted === undefined || policy.accepted.includes(token);
}
