import { Agent, fetch } from 'undici';
import { describe, expect, it } from 'vitest';
import { simulatedClouds } from '../../test/helpers/simulated-clouds.ts';

describe('simulated clouds over TLS', () => {
  it('serve every port with one certificate, which a client can trust by file', async () => {
    await using clouds = await simulatedClouds({ tls: true });
    const unchecked = new Agent({ connect: { rejectUnauthorized: false } });
    const certificate = await fetch(`${clouds.endpoints.control}/certificate.pem`, { dispatcher: unchecked });
    const ca = await certificate.text();
    expect(ca).toMatch(/^-----BEGIN CERTIFICATE-----/);
    const trusting = new Agent({ connect: { ca } });
    const headers = { authorization: 'Bearer test', 'x-auth-token': 'test' };
    const paths = [
      `${clouds.endpoints.hetzner}/servers`,
      `${clouds.endpoints.scaleway}/instance/v1/zones/fr-par-1/servers`,
      `${clouds.endpoints.control}/healthz`,
    ];
    for (const path of paths) {
      expect(path).toMatch(/^https:/);
      expect((await fetch(path, { headers, dispatcher: trusting })).status).toBe(200);
    }
    await expect(fetch(paths[0] ?? '')).rejects.toThrow();
    await Promise.all([unchecked.destroy(), trusting.destroy()]);
  });

  it('have no certificate to give without TLS', async () => {
    await using clouds = await simulatedClouds();
    expect((await clouds.control('GET', '/certificate.pem')).status).toBe(404);
  });
});
