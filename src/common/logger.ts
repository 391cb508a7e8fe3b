import type { LoggerService } from '@nestjs/common';
import { pino, type DestinationStream, type Logger as PinoLogger } from 'pino';

import { currentTraceId } from './request-context.js';

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

/** Members of a log line that can hold a secret by mistake; the values never print. */
const redactedPaths = [
  'code',
  'cookie',
  'authorization',
  'accessToken',
  'refreshToken',
  'idToken',
  'clientSecret',
  'password',
  '*.cookie',
  '*.authorization',
  '*.accessToken',
  '*.refreshToken',
  '*.idToken',
  '*.clientSecret',
];

/** JSON lines on standard output; each carries the trace id of the request that it belongs to. */
export class Logger implements LoggerService {
  readonly #pino: PinoLogger;

  constructor(level: LogLevel = 'info', destination?: DestinationStream) {
    const options = {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label: string) => ({ level: label }) },
      redact: { paths: redactedPaths, censor: '[redacted]' },
      serializers: { err: (error: unknown) => (error instanceof Error ? serializeError(error, true) : error) },
      mixin: () => {
        const traceId = currentTraceId();
        return traceId === undefined ? {} : { traceId };
      },
    };
    this.#pino = destination === undefined ? pino(options) : pino(options, destination);
  }

  info(fields: object, message: string): void {
    this.#pino.info(fields, message);
  }

  /** Something expected went wrong; an `err` prints without its stack. */
  warning(fields: object, message: string): void {
    const { err, ...rest } = fields as { err?: unknown };
    this.#pino.warn(err === undefined ? rest : { ...rest, err: serializeError(err, false) }, message);
  }

  failure(fields: object, message: string): void {
    this.#pino.error(fields, message);
  }

  log(message: unknown, context?: string): void {
    this.#pino.debug({ context }, String(message));
  }

  warn(message: unknown, context?: string): void {
    this.#pino.warn({ context }, String(message));
  }

  error(message: unknown, stack?: string, context?: string): void {
    this.#pino.error({ context, stack }, String(message));
  }

  debug(message: unknown, context?: string): void {
    this.#pino.debug({ context }, String(message));
  }

  verbose(message: unknown, context?: string): void {
    this.#pino.trace({ context }, String(message));
  }
}

/**
 * Name, code and stack of an error and of its causes. Own members of foreign errors are left out: libraries hang
 * requests with headers and bodies on them.
 */
export function serializeError(error: unknown, hasStack: boolean): unknown {
  if (!(error instanceof Error)) {
    return { name: typeof error };
  }
  const { code } = error as { code?: unknown };
  return {
    name: error.name,
    message: error.message,
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    ...(hasStack ? { stack: error.stack } : {}),
    ...(error.cause === undefined ? {} : { cause: serializeError(error.cause, hasStack) }),
  };
}
