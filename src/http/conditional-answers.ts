import { crc32 } from 'node:zlib';

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { policyOf } from '../common/index.js';

/**
 * Answers 304 without a body to a client that has the response already and says so by `If-None-Match` (RFC 9110
 * §13.1.2), on the routes that declare it. Graph is called nevertheless: this saves traffic to the browser.
 * `Cache-Control: no-store` stays, as no cache of the browser takes part: the page stores the response in its memory,
 * and `fetch` returns a 304 to a caller that set the header itself.
 *
 * The tag is weak, because the response may be compressed. It consists of length and CRC, which costs a tenth of a
 * hash. Two successive different responses have the same tag once in four billion times; the next change shows the
 * right one.
 *
 * A Fastify hook, before compression, because Nest's interceptors see objects and not the serialised body.
 */
export function answerConditionally(fastify: FastifyInstance): void {
  fastify.addHook('onSend', (request, reply, payload, next) => {
    if (!isConditional(request, reply) || !(typeof payload === 'string' || Buffer.isBuffer(payload))) {
      next(null, payload);
      return;
    }
    const tag = tagOf(payload);
    void reply.header('etag', tag);
    if (!matches(request.headers['if-none-match'], tag)) {
      next(null, payload);
      return;
    }
    void reply.code(304).removeHeader('content-type').removeHeader('content-length');
    next(null, null);
  });
}

function isConditional(request: FastifyRequest, { statusCode }: FastifyReply): boolean {
  return statusCode === 200 && policyOf(request)?.isConditional === true;
}

function tagOf(body: string | Buffer): string {
  return `W/"${body.length.toString(36)}-${crc32(body).toString(36)}"`;
}

/** Weak comparison (§8.8.3.2). `*` is not for responses that differ from user to user. */
function matches(header: string | undefined, tag: string): boolean {
  return header?.split(',').some((each) => each.trim().replace(/^(?!W\/)/, 'W/') === tag) === true;
}
