import type { Socket } from 'node:net';
import { STATUS_CODES } from 'node:http';

import { Problem, runInRequestContext, traceIdOf, type Logger, type ProblemCode } from '../common/index.js';

/** By the codes of Node's HTTP parser; everything else is a request that isn't HTTP. */
const codeOfError: Readonly<Record<string, ProblemCode>> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 'payload_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
};

/**
 * Before there is a request, Node has only the connection: the response is written by hand, and the connection is
 * closed.
 */
export function answerClientError(
  headers: Readonly<Record<string, string>>,
  logger: Logger,
): (error: Error & { readonly code?: string }, socket: Socket) => void {
  return (error, socket) => {
    const { code = '' } = error;
    if (code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
      socket.destroy();
      return;
    }
    const problem = new Problem(codeOfError[code] ?? 'invalid_request');
    const traceId = traceIdOf(undefined);
    runInRequestContext({ traceId }, () => {
      logger.info({ problem: problem.code, status: problem.status, parser: code }, 'request not read');
    });
    // A response that has begun on this connection must not get a second head.
    if (hasBegun(socket)) {
      socket.destroy();
    } else {
      socket.end(answerOf(problem, traceId, headers));
    }
  };
}

/** Node's own handler checks the same (`_http_server.js`, `socketOnError`). */
function hasBegun(socket: Socket): boolean {
  return (socket as { _httpMessage?: { headersSent?: boolean } | null })._httpMessage?.headersSent === true;
}

function answerOf(problem: Problem, traceId: string, headers: Readonly<Record<string, string>>): string {
  const body = JSON.stringify(problem.toDocument(traceId));
  const head = {
    ...headers,
    'content-type': 'application/problem+json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    date: new Date().toUTCString(),
    connection: 'close',
  };
  const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}`, ...lines, '', body].join('\r\n');
}
