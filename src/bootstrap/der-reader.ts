/** One element of DER, the encoding of certificates (ITU-T X.690): a tag and its content. */
export interface DerElement {
  /** The tag byte, for example 0x30 for a SEQUENCE. */
  readonly tag: number;
  readonly content: Uint8Array;
}

/** The bytes are no DER. */
export class DerError extends Error {}

/** The tags that certificate requests are made of. */
export const derTags = {
  integer: 0x02,
  bitString: 0x03,
  objectIdentifier: 0x06,
  utf8String: 0x0c,
  printableString: 0x13,
  sequence: 0x30,
  set: 0x31,
  /** Context-specific tag 0, constructed: the attributes of a certificate request. */
  attributes: 0xa0,
} as const;

/** Reads the elements that stand one after the other and fill the bytes. Throws DerError when they do not. */
export function readDerElements(bytes: Uint8Array): readonly DerElement[] {
  const elements: DerElement[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    const { element, end } = readElement(bytes, offset);
    elements.push(element);
    offset = end;
  }
  return elements;
}

/** The elements inside a constructed element, which must have that tag. Throws DerError. */
export function derChildren(element: DerElement | undefined, tag: number): readonly DerElement[] {
  if (element?.tag !== tag) throw new DerError(`Expected tag ${tag}, found ${element?.tag ?? 'the end'}`);
  return readDerElements(element.content);
}

/** The text of a UTF8String or PrintableString. Throws DerError for anything else. */
export function derText(element: DerElement | undefined): string {
  if (element?.tag !== derTags.utf8String && element?.tag !== derTags.printableString) {
    throw new DerError(`Expected a text, found tag ${element?.tag ?? 'the end'}`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(element.content);
  } catch {
    throw new DerError('Text is not UTF-8');
  }
}

function readElement(bytes: Uint8Array, offset: number): { readonly element: DerElement; readonly end: number } {
  const tag = byteAt(bytes, offset);
  // Tags above 30 take more bytes; no certificate request has one.
  if ((tag & 0x1f) === 0x1f) throw new DerError('Tag is too long');
  const { length, start } = readLength(bytes, offset + 1);
  const end = start + length;
  if (end > bytes.length) throw new DerError('Element ends behind its container');
  return { element: { tag, content: bytes.subarray(start, end) }, end };
}

function readLength(bytes: Uint8Array, offset: number): { readonly length: number; readonly start: number } {
  const first = byteAt(bytes, offset);
  if (first < 0x80) return { length: first, start: offset + 1 };
  const size = first & 0x7f;
  if (size === 0 || size > 3) throw new DerError('Length is not definite or too long');
  let length = 0;
  for (let index = 1; index <= size; index += 1) length = length * 256 + byteAt(bytes, offset + index);
  // DER has one encoding for each length; accepting others would let two readers disagree.
  if (length < 0x80 || length < 256 ** (size - 1)) throw new DerError('Length is not in its shortest form');
  return { length, start: offset + 1 + size };
}

function byteAt(bytes: Uint8Array, offset: number): number {
  const byte = bytes[offset];
  if (byte === undefined) throw new DerError('Bytes end too early');
  return byte;
}
