/** Command lines of Cloudburst's own services in docker-compose.yml, without `node dist/cli.js`. Tests run the same natively. */
export const serviceCommands = {
  broker: ['broker', '--listen', '0.0.0.0:8000'],
  clouds: [
    'simulate',
    '--host',
    '0.0.0.0',
    '--hetzner-port',
    '8081',
    '--scaleway-port',
    '8082',
    '--control-port',
    '8083',
  ],
  cloudburst: ['run'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** A service of docker-compose.yml that runs Cloudburst's program. */
export type CloudburstService = keyof typeof serviceCommands;
