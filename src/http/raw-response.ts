import type { OutgoingHttpHeaders } from 'node:http';

import type { FastifyReply } from 'fastify';

/**
 * From here on the response is written by hand: its status, the headers that hooks have set so far, e.g. the security
 * headers, and `headers`.
 */
export function startRawResponse(reply: FastifyReply, headers: Readonly<Record<string, string>>, status = 200): void {
  // Fastify stores no header without a value, whatever its type says.
  reply.raw.writeHead(status, { ...(reply.getHeaders() as OutgoingHttpHeaders), ...headers });
  reply.hijack();
}
