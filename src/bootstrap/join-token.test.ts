import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { joinTokenSecret, newJoinToken } from './join-token.ts';

describe('join token', () => {
  it('has the form that Kubernetes asks for', () => {
    for (let n = 0; n < 50; n += 1) {
      const token = newJoinToken(randomBytes);
      expect(`${token.id}.${token.secret}`).toMatch(/^[a-z0-9]{6}\.[a-z0-9]{16}$/);
    }
  });

  it('skips bytes that would favour some letters', () => {
    const bytes = [255, 252, 0, 251];
    const token = newJoinToken((size) => Uint8Array.from({ length: size }, (_, n) => bytes[n % bytes.length] ?? 0));
    expect(token.id).toBe('a9a9a9');
  });

  it('refuses a source that gives nothing usable', () => {
    expect(() => newJoinToken((size) => new Uint8Array(size).fill(255))).toThrow('crypto.randomBytes');
  });

  it('becomes a Secret in its own group, labelled with its claim', () => {
    const secret = joinTokenSecret({
      token: { id: 'abcdef', secret: '0123456789abcdef' },
      claim: { name: 'dr-nodepool-1', uid: '6f1b0b1e-0000-4000-8000-000000000001' },
      expiration: new Date('2026-01-02T03:04:05.678Z'),
    });
    const data = Object.entries(secret.data ?? {}).map(([key, value]) => [
      key,
      Buffer.from(value, 'base64').toString(),
    ]);
    expect(Object.fromEntries(data)).toMatchObject({
      'token-id': 'abcdef',
      'token-secret': '0123456789abcdef',
      expiration: '2026-01-02T03:04:05Z',
      'usage-bootstrap-authentication': 'true',
      'usage-bootstrap-signing': 'true',
      'auth-extra-groups': 'system:bootstrappers:cloudburst',
    });
    expect(secret.type).toBe('bootstrap.kubernetes.io/token');
    expect(secret.metadata).toEqual({
      name: 'bootstrap-token-abcdef',
      namespace: 'kube-system',
      labels: {
        'cloudburst.io/nodeclaim': 'dr-nodepool-1',
        'cloudburst.io/nodeclaim-uid': '6f1b0b1e-0000-4000-8000-000000000001',
      },
    });
  });
});
