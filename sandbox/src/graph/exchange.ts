import { randomUUID } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { GraphDeps } from './graph-deps.js';

/** The ids of one request and its response. */
export interface Exchange {
  readonly requestId: string;
  readonly clientRequestId: string;
}

const exchanges = new WeakMap<FastifyRequest, Exchange>();

export function exchangeOf(request: FastifyRequest): Exchange {
  const known = exchanges.get(request);
  if (known === undefined) {
    throw new Error('The request was not opened.');
  }
  return known;
}

function flat(headers: FastifyRequest['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  );
}

const DIAGNOSTIC = JSON.stringify({
  ServerInfo: { DataCenter: 'Sandbox', Slice: 'E', Ring: '1', ScaleUnit: '001', RoleInstance: 'SANDBOX000000001' },
});

export function newExchange(sent: string | string[] | undefined): Exchange {
  const requestId = randomUUID();
  return { requestId, clientRequestId: typeof sent === 'string' && sent !== '' ? sent : requestId };
}

/** Assigns ids to the exchange, sets the headers of every response, and records the request. */
export function openExchange(deps: GraphDeps, request: FastifyRequest, reply: FastifyReply): void {
  const exchange = newExchange(request.headers['client-request-id']);
  exchanges.set(request, exchange);
  reply.headers({
    'request-id': exchange.requestId,
    'client-request-id': exchange.clientRequestId,
    'x-ms-ags-diagnostic': DIAGNOSTIC,
    date: new Date(deps.clock.now()).toUTCString(),
    'cache-control': 'private',
    'odata-version': '4.0',
  });
  const record: Parameters<GraphDeps['record']>[0] & { status?: number } = {
    at: deps.clock.now(),
    point: 'graph',
    method: request.method,
    path: request.url,
    headers: flat(request.headers),
  };
  deps.record(record);
  reply.raw.once('finish', () => {
    record.status = reply.raw.statusCode;
  });
}

/** Closes the connection, or sends nothing until the client gives up. */
export function withhold(reply: FastifyReply, kind: 'cut' | 'silence'): FastifyReply {
  reply.hijack();
  if (kind === 'cut') {
    reply.raw.destroy();
  }
  return reply;
}
