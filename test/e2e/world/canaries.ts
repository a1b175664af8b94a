import { randomBytes, randomUUID } from 'node:crypto';
import { gunzipSync } from 'node:zlib';

/** Secret values made up for one test, to be looked for where none may be. */
export interface Canaries {
  readonly hetznerToken: string;
  readonly scalewayKey: string;
  readonly tailscaleKey: string;
}

export function newCanaries(): Canaries {
  const random = (): string => randomBytes(24).toString('hex');
  return { hetznerToken: `hz${random()}`, scalewayKey: randomUUID(), tailscaleKey: `tskey-auth-k${random()}` };
}

/** A text in which a secret was found, and in which disguise. */
export interface Leak {
  readonly where: string;
  readonly secret: string;
  readonly disguise: string;
}

/**
 * Looks for secrets in texts: as they are, URL-encoded, in base64 at each of the three alignments, and all of these within any base64
 * text that decodes to readable or gzipped content.
 */
export function findLeaks(
  texts: Readonly<Record<string, string>>,
  secrets: Readonly<Record<string, string>>,
): readonly Leak[] {
  return Object.entries(texts).flatMap(([where, text]) => {
    const layers = unfold(text);
    return Object.entries(secrets).flatMap(([name, secret]) =>
      Object.entries(disguises(secret))
        .filter(([, form]) => layers.some((layer) => layer.includes(form)))
        .map(([disguise]) => ({ where, secret: name, disguise })),
    );
  });
}

function disguises(secret: string): Readonly<Record<string, string>> {
  const half = secret.slice(0, Math.ceil(secret.length / 2));
  return { plain: secret, 'first half': half, 'url-encoded': encodeURIComponent(secret), ...base64Forms(secret) };
}

/** The letters of base64 that depend on the secret alone, whatever stands before and after it. */
function base64Forms(secret: string): Readonly<Record<string, string>> {
  const forms = [0, 1, 2].map((offset) => {
    const encoded = Buffer.from(`${'x'.repeat(offset)}${secret}`)
      .toString('base64')
      .replace(/=+$/, '');
    const first = Math.ceil((offset * 8) / 6);
    return [`base64 at offset ${offset}`, encoded.slice(first, encoded.length - 2)];
  });
  return Object.fromEntries(forms);
}

/** The text, and what its base64 parts decode to, gzip opened, down to three levels. */
function unfold(text: string, depth = 0): readonly string[] {
  if (depth >= 3) return [text];
  const parts = text.match(/[A-Za-z0-9+/]{24,}={0,2}/g) ?? [];
  const inner = parts.flatMap((part) => {
    const bytes = Buffer.from(part, 'base64');
    const opened = bytes[0] === 0x1f && bytes[1] === 0x8b ? tryGunzip(bytes) : bytes;
    return unfold(opened.toString('latin1'), depth + 1);
  });
  return [text, ...inner];
}

function tryGunzip(bytes: Buffer): Buffer {
  try {
    return gunzipSync(bytes);
  } catch {
    return bytes;
  }
}
