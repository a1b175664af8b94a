/** A made-up Scaleway project: the simulation takes any UUID. */
export const demoProjectId = '6f6f6f6f-1111-4222-8333-444444444444';

/** Made-up credentials by the placeholders of examples/secrets.yaml; they open nothing. */
export const demoSecrets: Readonly<Record<string, string>> = {
  HETZNER_API_TOKEN: 'demo-hetzner-token-that-opens-nothing',
  SCW_SECRET_KEY: '00000000-0000-4000-8000-000000000000',
  TAILSCALE_AUTH_KEY: 'demo-tailnet-key-that-opens-nothing',
};

/** What examples/ calls its objects, all in the namespace default. */
export const exampleNames = {
  pool: 'dr-nodepool',
  nodeClass: 'dr-nodeclass',
  workload: 'dr-workload',
  secrets: ['hetzner-api-token', 'scaleway-api-keys', 'tailscale-auth'],
} as const;
