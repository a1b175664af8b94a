import { describe, expect, it } from 'vitest';
import { endpoints, services } from './dev-services.ts';

const ports = { hetzner: 1, scaleway: 2, simulationControl: 3, apiMock: 4, apiMockControl: 5, http: 6, metrics: 7 };
const all = services({ ports, kubeconfig: '/state/admin.conf', temporalAddress: '127.0.0.1:7233' });
const named = (name: string): (typeof all)[number] | undefined => all.find((service) => service.name === name);

describe('services', () => {
  it('start the clouds before what calls them', () => {
    expect(all.map((service) => service.name)).toEqual(['simulate', 'api-mock', 'run']);
  });

  it('give the simulated clouds no credentials of the cluster', () => {
    expect(named('simulate')?.env).toEqual({});
  });

  it('lead calls to Hetzner through the API mock, which calls the simulation', () => {
    expect(named('run')?.env).toMatchObject({
      HETZNER_ENDPOINT: endpoints(ports).hetzner,
      HETZNER_INSECURE_SKIP_VERIFY: 'true',
    });
    expect(named('api-mock')?.args).toEqual([
      'api-mock',
      '--listen=127.0.0.1:4',
      '--upstream=http://127.0.0.1:1',
      '--control-port=5',
    ]);
  });
});
