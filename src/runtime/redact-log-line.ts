/** What stands in place of a secret. */
export const redactionMark = '[redacted]';

const secretKeys =
  '[\\w-]*(?:tokens?|secrets?|password|passwd|authorization|user[-_]?data|(?:api|auth|secret|private|access)[-_]?key|credentials?|kubeconfig)';

/** A field of the line itself, at any depth. */
const field = new RegExp(`("${secretKeys}":)"(?:[^"\\\\]|\\\\.)*"`, 'gi');

/** A field of JSON inside a text, where every quote is escaped once. */
const quotedField = new RegExp(`(\\\\"${secretKeys}\\\\":\\s*)\\\\"(?:[^"\\\\]|\\\\\\\\\\\\?.)*\\\\"`, 'gi');

/** Secrets known by their shape: mesh keys, join tokens (kubeadm's `[a-z0-9]{6}.[a-z0-9]{16}`), bearer headers, private keys. */
const shapes: readonly RegExp[] = [
  /\btskey-[\w-]+/g,
  /\b[a-z0-9]{6}\.[a-z0-9]{16}\b/g,
  /(?<=\bbearer )[\w.~+/=-]{8,}/gi,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[^"]*?(?:-----END [A-Z ]+-----|(?=\\?"))/g,
];

/** Masks secrets in one line of a JSON log: by the names of fields at any depth, and by shape anywhere. The line stays JSON. */
export function redactLogLine(line: string): string {
  const byName = line.replace(field, `$1"${redactionMark}"`).replace(quotedField, `$1\\"${redactionMark}\\"`);
  return shapes.reduce((text, shape) => text.replace(shape, redactionMark), byName);
}
