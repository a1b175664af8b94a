import { Command } from 'commander';
import { durationOption, listenOption, portOption, urlOption, wholeNumberOption } from './option-values.ts';
import type { ApiMockFlags } from './api-mock.ts';
import type { BrokerFlags } from './broker.ts';
import type { Parts } from '../runtime/run.ts';
import type { SimulateOptions } from './simulate.ts';
import type { ProcessSignals } from './until-stopped.ts';
import { runUntilStopped } from './until-stopped.ts';

/** What the commands get from the process. */
export interface CommandContext {
  readonly signals: ProcessSignals;
  /** Writes a line to standard output. */
  readonly print: (line: string) => void;
  /** Writes a text to standard error. */
  readonly complain: (text: string) => void;
}

/**
 * All commands. Each loads its own code when it runs, so that none waits for what it does not need (Temporal's native part most of all).
 * Parsing throws commander's CommanderError instead of ending the process.
 */
export function createProgram(context: CommandContext): Command {
  const program = new Command('cloudburst')
    .description('Bursts a Kubernetes cluster onto rented machines and survives the failure of a cloud')
    .exitOverride()
    .configureOutput({ writeOut: (text) => context.print(text.trimEnd()), writeErr: context.complain })
    .configureOutput({ outputError: (text, write) => write(`${text.trim().replaceAll(/\s*\n\s*/g, ' ')}\n`) });
  addController(program, context, {
    name: 'run',
    parts: { watcher: true, worker: true },
    description: 'watcher and workers in one process, for small installations',
  });
  addController(program, context, {
    name: 'watcher',
    parts: { watcher: true, worker: false },
    description: 'turns unschedulable pods into NodeClaims; one replica is active',
  });
  addController(program, context, {
    name: 'worker',
    parts: { watcher: false, worker: true },
    description: 'runs workflows and activities; scale it by replica',
  });
  addSimulate(program, context);
  addApiMock(program, context);
  addBroker(program, context);
  return program;
}

interface ControllerCommand {
  readonly name: string;
  readonly parts: Parts;
  readonly description: string;
}

function addController(program: Command, context: CommandContext, command: ControllerCommand): void {
  program
    .command(command.name)
    .description(`${command.description}; configured by the environment, see docs/install.md`)
    .action(async () => {
      const { runController } = await import('./controller.ts');
      await runController(command.parts, context);
    });
}

function addSimulate(program: Command, context: CommandContext): void {
  program
    .command('simulate')
    .description('simulated Hetzner and Scaleway APIs whose machines join your cluster')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--hetzner-port <port>', 'port of the Hetzner API, 0 for any', portOption, 8081)
    .option('--scaleway-port <port>', 'port of the Scaleway API, 0 for any', portOption, 8082)
    .option('--control-port <port>', 'port of the control endpoint, 0 for any', portOption, 8083)
    .option('--boot-delay <duration>', 'from the order to the moment a machine is switched on', durationOption, 3000)
    .option(
      '--action-delay <duration>',
      'time that an action of Hetzner takes, such as switching power',
      durationOption,
      0,
    )
    .option('--hetzner-server-limit <number>', 'servers that an account of Hetzner may hold', wholeNumberOption)
    .option('--tls', 'serve all ports over TLS, with a certificate made at the start', false)
    .option('--seed <number>', 'make ids and probabilities repeatable', wholeNumberOption)
    .option('--console', 'print what the machines print', false)
    .action(async (options: SimulateOptions) => {
      const { startSimulate } = await import('./simulate.ts');
      await runUntilStopped(() => startSimulate(options, context.print), context);
    });
}

function addApiMock(program: Command, context: CommandContext): void {
  program
    .command('api-mock')
    .description('a proxy before a cloud API that injects faults')
    .requiredOption('--listen <host:port>', 'where to serve the API over TLS', listenOption)
    .requiredOption('--upstream <url>', 'the API behind it', urlOption)
    .option('--control-port <port>', 'port of the control endpoint, 0 for any', portOption, 0)
    .option('--control-host <address>', 'address of the control endpoint', '127.0.0.1')
    .option('--certificate-host <name...>', 'more names and addresses for the certificate', [])
    .action(async (flags: ApiMockFlags) => {
      const { startMock } = await import('./api-mock.ts');
      await runUntilStopped(() => startMock(flags), context);
    });
}

function addBroker(program: Command, context: CommandContext): void {
  program
    .command('broker')
    .description('recommends offerings over HTTP')
    .option('--listen <host:port>', 'where to listen', listenOption, { host: '127.0.0.1', port: 8000 })
    .option('--catalogue <file>', 'offerings in YAML or JSON instead of the bundled ones')
    .action(async (flags: BrokerFlags) => {
      const { startBroker } = await import('./broker.ts');
      await runUntilStopped(() => startBroker(flags), context);
    });
}
