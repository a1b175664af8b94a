import { DerError, derChildren, derTags, derText, readDerElements } from './der-reader.ts';
import type { DerElement } from './der-reader.ts';

/** What a certificate request (PKCS #10, RFC 2986) asks to be certified. */
export interface RequestedIdentity {
  /** All common names of the subject, in order. */
  readonly commonNames: readonly string[];
  /** All organizations of the subject, in order; the API server takes them for groups. */
  readonly organizations: readonly string[];
  /** Attributes of the subject that are neither. */
  readonly otherSubjectFields: number;
  /** Requested attributes: certificate extensions such as alternative names, and anything else. */
  readonly attributes: number;
}

/**
 * Reads the identity out of the PEM of a certificate request; undefined when it is no such PEM. The signature is not
 * checked: the API server does that before it stores a request.
 */
export function parseCertificateRequest(pem: string): RequestedIdentity | undefined {
  const body =
    /^\s*-----BEGIN CERTIFICATE REQUEST-----\s*([A-Za-z0-9+/=\s]+?)\s*-----END CERTIFICATE REQUEST-----\s*$/.exec(pem);
  if (body?.[1] === undefined) return undefined;
  try {
    return readIdentity(Buffer.from(body[1], 'base64'));
  } catch (error) {
    if (error instanceof DerError) return undefined;
    throw error;
  }
}

function readIdentity(der: Uint8Array): RequestedIdentity {
  const outer = readDerElements(der);
  const [info] = derChildren(only(outer), derTags.sequence);
  const [, subject, , attributes] = derChildren(info, derTags.sequence);
  const fields = derChildren(subject, derTags.sequence).flatMap((set) =>
    derChildren(set, derTags.set).map((field) => readField(field)),
  );
  const valuesOf = (type: string): readonly string[] =>
    fields.filter((field) => field.type === type).map((field) => field.value);
  return {
    commonNames: valuesOf(commonNameType),
    organizations: valuesOf(organizationType),
    otherSubjectFields: fields.filter((field) => field.type !== commonNameType && field.type !== organizationType)
      .length,
    attributes: attributes === undefined ? 0 : derChildren(attributes, derTags.attributes).length,
  };
}

/** 2.5.4.3 and 2.5.4.10, in hexadecimal DER. */
const commonNameType = '550403';
const organizationType = '55040a';

function readField(field: DerElement): { readonly type: string; readonly value: string } {
  const [type, value] = derChildren(field, derTags.sequence);
  const hex = type?.tag === derTags.objectIdentifier ? Buffer.from(type.content).toString('hex') : '';
  const named = hex === commonNameType || hex === organizationType;
  return { type: hex, value: named ? derText(value) : '' };
}

function only(elements: readonly DerElement[]): DerElement | undefined {
  return elements.length === 1 ? elements[0] : undefined;
}
