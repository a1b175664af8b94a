import type { Logger, LogLevel, LogMetadata } from '@temporalio/common';
import type { DestinationStream, Logger as Log } from 'pino';
import { pino } from 'pino';
import type { LogConfig } from './config.ts';
import { formatLogLine } from './pretty-log-line.ts';
import { redactLogLine } from './redact-log-line.ts';

export type { Log };

/** Makes the log of a process. Every line goes through the redaction, messages and stacks included. Default destination: standard output. */
export function createLog(
  config: LogConfig,
  destination: DestinationStream = pino.destination({ fd: 1, sync: true }),
): Log {
  const streamWrite = (line: string): string => {
    const redacted = redactLogLine(line);
    return config.format === 'pretty' ? formatLogLine(redacted) : redacted;
  };
  return pino(
    {
      level: config.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      hooks: { streamWrite },
    },
    destination,
  );
}

/** Lets Temporal's SDK and core write into the log. */
export function temporalLogger(log: Log): Logger {
  const write = (level: LogLevel, message: string, meta?: LogMetadata): void => {
    log[pinoLevels[level]](fieldsOf(meta), message);
  };
  return {
    log: write,
    trace: (message, meta) => write('TRACE', message, meta),
    debug: (message, meta) => write('DEBUG', message, meta),
    info: (message, meta) => write('INFO', message, meta),
    warn: (message, meta) => write('WARN', message, meta),
    error: (message, meta) => write('ERROR', message, meta),
  };
}

const pinoLevels = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

/** pino writes errors with their stack under `err` only, and no bigints. */
function fieldsOf(meta: LogMetadata | undefined): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(meta ?? {})) {
    if (value instanceof Error) fields.err = value;
    else fields[key] = typeof value === 'bigint' ? String(value) : value;
  }
  return fields;
}
