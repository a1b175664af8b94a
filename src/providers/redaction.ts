/** Something that must not be seen, and how many of its characters in a row give it away. */
interface Sensitive {
  readonly text: string;
  readonly window: number;
}

const mask = '[redacted]';
const longestMessage = 300;

/** Shapes of secrets that are masked whoever they belong to: bearer headers, mesh keys, join tokens, private keys, quoted tokens. */
const wordings: readonly RegExp[] = [
  /\b(?:bearer|basic)\s+[\w.~+/=-]+/giu,
  /\btskey-[\w-]+/gu,
  /\b[a-z0-9]{6}\.[a-z0-9]{16}\b/gu,
  /-----BEGIN [\s\S]*?(?:-----END [A-Z ]+-----|$)/gu,
  /\b(?:token|secret|password|api[-_ ]?key)\b\s*[:=]?\s*(?:'[^']*'|"[^"]*")/giu,
];

/** Removes what must not be seen from a vendor's text. */
export type Redact = (text: string) => string;

/**
 * A redaction by value and by wording. Vendors quote parts of a credential (Hetzner's 429 shows the first half of the token, see
 * https://github.com/frappe/press/issues/5857), so eight characters of it in a row are masked, and sixteen of the user data.
 * Texts are cut at 300 characters.
 */
export function redaction(credential: string, userData = ''): Redact {
  // Made with the first text: most calls succeed and have none.
  let sensitive: readonly Sensitive[] | undefined;
  return (text) => {
    sensitive ??= sensitiveTexts(credential, userData);
    const byValue = sensitive.reduce(maskOverlap, text);
    return shorten(wordings.reduce((rest, wording) => rest.replace(wording, mask), byValue));
  };
}

function sensitiveTexts(credential: string, userData: string): readonly Sensitive[] {
  const credentials = spellings(credential).map((text) => ({ text, window: Math.min(8, text.length) }));
  const documents = spellings(userData).map((text) => ({ text, window: 16 }));
  return [...credentials, ...documents].filter(({ text, window }) => window > 0 && text.length >= window);
}

function spellings(secret: string): string[] {
  const trimmed = secret.trim();
  if (trimmed === '') return [];
  const encoded = [0, 1, 2].map((offset) => Buffer.from(' '.repeat(offset) + trimmed).toString('base64'));
  return [...new Set([trimmed, encodeURIComponent(trimmed), ...encoded.map((text) => text.slice(4, -4))])];
}

function maskOverlap(text: string, { text: secret, window }: Sensitive): string {
  if (text.length < window) return text;
  const windows = new Set<string>();
  for (let at = 0; at + window <= secret.length; at += 1) windows.add(secret.slice(at, at + window));
  let result = '';
  let hiddenUntil = 0;
  for (let at = 0; at < text.length; at += 1) {
    const hit = windows.has(text.slice(at, at + window));
    if (hit && at >= hiddenUntil) result += mask;
    if (hit) hiddenUntil = at + window;
    if (at >= hiddenUntil) result += text[at];
  }
  return result;
}

function shorten(text: string): string {
  const line = text.replace(/\s+/gu, ' ').trim();
  return line.length <= longestMessage ? line : `${line.slice(0, longestMessage)}…`;
}
