import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { findLeaks, newCanaries } from '../e2e/world/canaries.ts';

// Characters that a URL encodes, and a length at which base64 needs padding.
const secret = 'tskey/auth+kCNTRL=9f8e7d6c5b4a39281706f5e4d3c2b1a0';
const found = (text: string): readonly string[] =>
  findLeaks({ somewhere: text }, { tailscaleKey: secret }).map(({ disguise }) => disguise);
const base64 = (text: string | Buffer): string => Buffer.from(text).toString('base64');

describe('the search for leaked secrets', () => {
  it('finds a secret as it is and says where and which', () => {
    const texts = { 'history of a claim': `{"message":"401 for ${secret}"}`, metrics: 'cloudburst_nodeclaims 1' };
    const leaks = findLeaks(texts, { hetznerToken: 'absent-from-all-of-it', tailscaleKey: secret });
    expect(leaks).toContainEqual({ where: 'history of a claim', secret: 'tailscaleKey', disguise: 'plain' });
    expect(leaks.every(({ where, secret: name }) => where === 'history of a claim' && name === 'tailscaleKey')).toBe(
      true,
    );
  });

  it('finds the first half of a secret that was cut off', () => {
    expect(found(`Bearer ${secret.slice(0, 30)}...`)).toEqual(['first half']);
  });

  it('finds a secret in a URL', () => {
    expect(found(`GET /?key=${encodeURIComponent(secret)}&page=1`)).toContain('url-encoded');
  });

  it.each([0, 1, 2])('finds a secret in base64 behind %i bytes', (before) => {
    const text = base64(`${'#'.repeat(before)}${secret}, and more behind it`);
    expect(found(`{"data":"${text}"}`)).toContain(`base64 at offset ${before}`);
  });

  it.each([0, 1, 2])(
    'finds base64 behind %i bytes by its letters alone, where what is glued to it spoils the decoding',
    (before) => {
      expect(found(`x${base64(`${'#'.repeat(before)}${secret}`)}`)).toEqual([`base64 at offset ${before}`]);
    },
  );

  it('finds a secret in a gzipped text in base64, as user data is sent', () => {
    expect(found(base64(gzipSync(`#cloud-config\nwrite_files:\n- content: ${secret}\n`)))).toContain('plain');
  });

  it('finds a secret in base64 in base64, as a Secret within a payload', () => {
    expect(found(base64(`{"data":{"authkey":"${base64(secret)}"}}`))).toContain('plain');
  });

  it('finds nothing where nothing is', () => {
    const other = newCanaries();
    const text = JSON.stringify({
      data: base64(gzipSync(JSON.stringify(other))),
      url: encodeURIComponent(other.scalewayKey),
    });
    expect(found(text)).toEqual([]);
  });

  it('makes up other secrets for each test', () => {
    expect(newCanaries()).not.toEqual(newCanaries());
  });
});
