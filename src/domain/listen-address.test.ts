import { describe, expect, it } from 'vitest';
import { formatListenAddress, InvalidListenAddressError, parseListenAddress } from './listen-address.ts';

describe('parseListenAddress', () => {
  it.each([
    ['127.0.0.1:8080', { host: '127.0.0.1', port: 8080 }],
    ['localhost:0', { host: 'localhost', port: 0 }],
    ['[::1]:9464', { host: '::1', port: 9464 }],
  ])('reads %s', (text, address) => {
    expect(parseListenAddress(text)).toEqual(address);
  });

  it.each(['', '8080', ':8080', '127.0.0.1', '127.0.0.1:', '::1:80', '127.0.0.1:65536', 'http://127.0.0.1:80', 'a:b'])(
    'refuses "%s"',
    (text) => {
      expect(() => parseListenAddress(text)).toThrow(InvalidListenAddressError);
    },
  );

  it('writes back what it read', () => {
    for (const text of ['127.0.0.1:8080', '[::1]:9464'])
      expect(formatListenAddress(parseListenAddress(text))).toBe(text);
  });
});
