import { InvalidArgumentError } from 'commander';
import { InvalidDurationError, parseDuration } from '../domain/duration.ts';
import type { ListenAddress } from '../domain/listen-address.ts';
import { InvalidListenAddressError, parseListenAddress } from '../domain/listen-address.ts';

/** Reads a duration such as 3s into milliseconds. Throws commander's InvalidArgumentError, as all functions here do. */
export function durationOption(text: string): number {
  return refusing(InvalidDurationError, () => parseDuration(text));
}

/** Reads `host:port`. */
export function listenOption(text: string): ListenAddress {
  return refusing(InvalidListenAddressError, () => parseListenAddress(text));
}

/** Reads a TCP port; 0 means any free one. */
export function portOption(text: string): number {
  const port = wholeNumberOption(text);
  if (port > 65_535) throw new InvalidArgumentError(`"${text}" is no port, write a number from 0 to 65535`);
  return port;
}

/** Reads a number of at least 0 without a fraction. */
export function wholeNumberOption(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value)) return value;
  throw new InvalidArgumentError(`"${text}" is no whole number, write digits only`);
}

/** Reads an http or https URL and returns it as it was given. */
export function urlOption(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return text;
  throw new InvalidArgumentError(`"${text}" is no http or https URL`);
}

function refusing<Value>(refusal: new (message: string) => Error, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (error instanceof refusal) throw new InvalidArgumentError(error.message);
    throw error;
  }
}
