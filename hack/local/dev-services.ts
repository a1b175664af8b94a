import { isListening } from './listening.ts';

/** Ports of Cloudburst's own processes in the local stack, all on 127.0.0.1. */
export interface ServicePorts {
  readonly hetzner: number;
  readonly scaleway: number;
  readonly simulationControl: number;
  readonly apiMock: number;
  readonly apiMockControl: number;
  readonly http: number;
  readonly metrics: number;
}

/** What the services are told of the rest of the stack. */
export interface ServiceContext {
  readonly ports: ServicePorts;
  readonly kubeconfig: string;
  readonly temporalAddress: string;
}

/** One process of Cloudburst: a command of its CLI. */
export interface Service {
  /** Also the name of its pid file and log. */
  readonly name: string;
  /** For people. */
  readonly address: string;
  /** Arguments of the CLI. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly isReady: (signal: AbortSignal) => Promise<boolean>;
}

/** Cloudburst's processes in the order of their start. */
export function services(context: ServiceContext): readonly Service[] {
  return [simulatedClouds(context), apiMock(context), controller(context)];
}

/** Endpoints that clients of the local stack are given; Hetzner's leads through the API mock. */
export function endpoints(ports: ServicePorts): Readonly<Record<'hetzner' | 'scaleway' | 'control' | 'mock', string>> {
  return {
    hetzner: `https://127.0.0.1:${ports.apiMock}/v1`,
    scaleway: `http://127.0.0.1:${ports.scaleway}`,
    control: `http://127.0.0.1:${ports.simulationControl}`,
    mock: `http://127.0.0.1:${ports.apiMockControl}`,
  };
}

// No KUBECONFIG: a simulated machine joins with what its user data holds and nothing else.
function simulatedClouds({ ports }: ServiceContext): Service {
  return {
    name: 'simulate',
    address: endpoints(ports).control,
    args: [
      'simulate',
      `--hetzner-port=${ports.hetzner}`,
      `--scaleway-port=${ports.scaleway}`,
      `--control-port=${ports.simulationControl}`,
      '--boot-delay=3s',
    ],
    env: {},
    isReady: async () =>
      (await isListening(ports.hetzner)) &&
      (await isListening(ports.scaleway)) &&
      (await isListening(ports.simulationControl)),
  };
}

function apiMock({ ports }: ServiceContext): Service {
  return {
    name: 'api-mock',
    address: endpoints(ports).hetzner,
    args: [
      'api-mock',
      `--listen=127.0.0.1:${ports.apiMock}`,
      `--upstream=http://127.0.0.1:${ports.hetzner}`,
      `--control-port=${ports.apiMockControl}`,
    ],
    env: {},
    isReady: async () => (await isListening(ports.apiMock)) && (await isListening(ports.apiMockControl)),
  };
}

function controller({ ports, kubeconfig, temporalAddress }: ServiceContext): Service {
  const { hetzner, scaleway } = endpoints(ports);
  const http = `127.0.0.1:${ports.http}`;
  return {
    name: 'run',
    address: `http://${http}`,
    args: ['run'],
    env: {
      KUBECONFIG: kubeconfig,
      TEMPORAL_ADDRESS: temporalAddress,
      HETZNER_ENDPOINT: hetzner,
      SCALEWAY_ENDPOINT: scaleway,
      // The API mock signs its own certificate.
      HETZNER_INSECURE_SKIP_VERIFY: 'true',
      CLOUDBURST_HTTP_ADDRESS: http,
      CLOUDBURST_METRICS_ADDRESS: `127.0.0.1:${ports.metrics}`,
    },
    isReady: async (signal) => (await fetch(`http://${http}/readyz`, { signal })).ok,
  };
}
