import type { OutgoingHttpHeader } from 'node:http';

import type { FastifyReply } from 'fastify';

/** From here on the answer is written by hand: 200, what hooks have set so far, e.g. the security headers, and `headers`. */
export function takeOver(reply: FastifyReply, headers: Readonly<Record<string, string>>): void {
  reply.hijack();
  const entries = Object.entries({ ...reply.getHeaders(), ...headers }).filter(([, value]) => value !== undefined);
  reply.raw.writeHead(200, Object.fromEntries(entries) as Record<string, OutgoingHttpHeader>);
}
