// The few pieces of DER (ITU-T X.690) that a certificate needs.

/** One DER value: tag, length, content. */
export function derValue(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(content);
  return Buffer.concat([Buffer.from([tag]), derLength(body.length), body]);
}

/** SEQUENCE. */
export function derSequence(...items: readonly Uint8Array[]): Buffer {
  return derValue(0x30, ...items);
}

/** SET. */
export function derSet(...items: readonly Uint8Array[]): Buffer {
  return derValue(0x31, ...items);
}

/** OBJECT IDENTIFIER, from its dotted text. */
export function derObjectId(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second, ...rest].flatMap(base128);
  return derValue(0x06, Buffer.from(bytes));
}

/** INTEGER, from big-endian bytes of a number that is not negative. */
export function derUnsigned(bytes: Uint8Array): Buffer {
  let start = 0;
  while (start < bytes.length - 1 && bytes[start] === 0) start += 1;
  const trimmed = Buffer.from(bytes.subarray(start));
  const needsZero = (trimmed[0] ?? 0) >= 0x80;
  return derValue(0x02, needsZero ? Buffer.concat([Buffer.from([0]), trimmed]) : trimmed);
}

/** BIT STRING of whole bytes, with the given number of unused bits at the end. */
export function derBits(bytes: Uint8Array, unusedBits = 0): Buffer {
  return derValue(0x03, Buffer.from([unusedBits]), bytes);
}

/** OCTET STRING. */
export function derOctets(bytes: Uint8Array): Buffer {
  return derValue(0x04, bytes);
}

/** UTF8String. */
export function derText(text: string): Buffer {
  return derValue(0x0c, Buffer.from(text, 'utf8'));
}

/** BOOLEAN true. */
export function derTrue(): Buffer {
  return derValue(0x01, Buffer.from([0xff]));
}

/** Time of a certificate: UTCTime until 2049, GeneralizedTime from 2050 (RFC 5280, 4.1.2.5). */
export function derTime(ms: number): Buffer {
  const digits = new Date(ms).toISOString().replaceAll(/[-:T]|\.\d+/g, '');
  const isShort = Number(digits.slice(0, 4)) < 2050;
  return derValue(isShort ? 0x17 : 0x18, Buffer.from(isShort ? digits.slice(2) : digits, 'ascii'));
}

function derLength(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return Buffer.from([0x80 + bytes.length, ...bytes]);
}

function base128(value: number): number[] {
  const bytes = [value % 128];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) bytes.unshift(0x80 + (rest % 128));
  return bytes;
}
