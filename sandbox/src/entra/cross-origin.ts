import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Answer, withHeaders } from '../answer.js';

/** Pages of every origin may read metadata. */
export const openToAll = { 'access-control-allow-origin': '*', 'access-control-allow-methods': 'GET, OPTIONS' };

/** Permits the requesting page to read the response, even a refusal. */
export function readableByOrigin(request: FastifyRequest, answer: Answer): Answer {
  const { origin } = request.headers;
  return origin === undefined
    ? answer
    : withHeaders(answer, {
        'access-control-allow-origin': origin,
        'access-control-allow-methods': 'POST, OPTIONS',
        'access-control-expose-headers': 'Content-Length,Content-Encoding,x-ms-request-id,x-ms-srs',
        vary: 'Origin',
      });
}

/** The response to a CORS preflight request. */
export function preflight(methods: string) {
  return (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const { origin = '*', 'access-control-request-headers': headers } = request.headers;
    return reply
      .code(200)
      .headers({
        'access-control-allow-origin': origin,
        'access-control-allow-methods': methods,
        ...(headers === undefined ? {} : { 'access-control-allow-headers': headers }),
        'access-control-max-age': '86400',
        vary: 'Origin',
      })
      .send('');
  };
}
