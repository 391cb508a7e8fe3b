import type { LoggerService } from '@nestjs/common';
import { pino, type DestinationStream, type Logger as PinoLogger } from 'pino';

import { currentRequestContext } from './request-context.js';
import { LogOutput } from './log-output.js';

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

/** Members of a log line, or of one of its members, that can contain a secret by mistake; their values never print. */
const secretNames = ['cookie', 'authorization', 'accessToken', 'refreshToken', 'idToken', 'clientSecret', 'password'];
/** An authorization code as a member of the line itself; further inside, `code` is that of an error. */
const secretNamesOfLine = new Set([...secretNames, 'code']);
const secretNamesInside = new Set(secretNames);

/** JSON lines on standard output; each carries the trace id of the request that it belongs to. */
export class Logger implements LoggerService {
  readonly #pino: PinoLogger;
  readonly #audit: PinoLogger;

  constructor(
    level: LogLevel = 'info',
    private readonly destination: DestinationStream = new LogOutput(),
  ) {
    const options = {
      level,
      base: null,
      timestamp: timestampMember,
      formatters: { level: (label: string) => ({ level: label }), log: withoutSecrets },
      serializers: { err: (error: unknown) => (error instanceof Error ? serializeError(error, true) : error) },
      mixin: () => {
        const { traceId, frontend } = currentRequestContext() ?? {};
        if (frontend !== undefined) {
          return { traceId, frontend };
        }
        return traceId === undefined ? {} : { traceId };
      },
    };
    this.#pino = pino(options, destination);
    this.#audit = this.#pino.child({}, { level: 'info' });
  }

  /** Written whatever the level is. */
  audit(fields: object, message: string): void {
    this.#audit.info(fields, message);
  }

  info(fields: object, message: string): void {
    this.#pino.info(fields, message);
  }

  /**
   * As `info`, for the line that every call of Graph or of an API writes: texts and numbers only, none of which can be a secret. It is the same line
   * without pino's serialisers, redaction and bindings, which cost several times as much.
   */
  fact(fields: Readonly<Record<string, Readonly<Record<string, string | number | undefined>>>>, message: string): void {
    if (this.#pino.isLevelEnabled('info')) {
      const { traceId, frontend } = currentRequestContext() ?? {};
      const trace =
        (traceId === undefined ? '' : `,"traceId":"${traceId}"`) +
        (frontend === undefined ? '' : `,"frontend":"${frontend}"`);
      const members = JSON.stringify(fields).slice(1, -1);
      this.destination.write(
        `{"level":"info"${timestampMember()}${trace},${members},"msg":${JSON.stringify(message)}}\n`,
      );
    }
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

let lastSecond = Number.NaN;
let lastSecondText = '';

/** ISO 8601 as the member `time`; the date is written anew once a second. */
function timestampMember(): string {
  const now = Date.now();
  const milliseconds = now % 1000;
  if (now - milliseconds !== lastSecond) {
    lastSecond = now - milliseconds;
    lastSecondText = `,"time":"${new Date(now).toISOString().slice(0, 20)}`;
  }
  return `${lastSecondText}${String(milliseconds).padStart(3, '0')}Z"`;
}

/** Two levels by hand: pino's own redaction with wildcards costs three times as much as the rest of a line. */
function withoutSecrets(line: Record<string, unknown>): Record<string, unknown> {
  let clean = line;
  for (const [name, value] of Object.entries(line)) {
    const replacement = secretNamesOfLine.has(name) ? censored(value) : withoutSecretsInside(value);
    if (replacement !== value) {
      clean = clean === line ? { ...line } : clean;
      clean[name] = replacement;
    }
  }
  return clean;
}

function withoutSecretsInside(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Error) {
    return value;
  }
  const names = Object.keys(value).filter((name) => secretNamesInside.has(name));
  return names.length === 0 ? value : { ...value, ...Object.fromEntries(names.map((name) => [name, '[redacted]'])) };
}

function censored(value: unknown): unknown {
  return value === undefined ? undefined : '[redacted]';
}

/**
 * Name, code and stack of an error and of its causes. Own members of foreign errors are omitted: libraries attach
 * requests with headers and bodies to them.
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
