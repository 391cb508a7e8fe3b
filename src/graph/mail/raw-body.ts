import type { Readable } from 'node:stream';

import type { FastifyInstance, FastifyRequest } from 'fastify';

const rawBodyType = 'application/octet-stream';

/** The one route whose body is the bytes of a file, whatever type the browser says they are. */
export const uploadRoute = '/api/mail/drafts/:id/attachments';

/**
 * Hands the body of an upload to its route as a stream, unread: nothing is parsed and nothing is kept in memory. On every
 * other route such a body is refused as a media type that is not understood.
 */
export function registerRawBodyParsers(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    if (isUpload(request)) {
      request.raw.headers['content-type'] = rawBodyType;
    }
    done();
  });
  fastify.addContentTypeParser(rawBodyType, (request: FastifyRequest, payload: Readable, done) => {
    if (isUpload(request)) {
      done(null, payload);
    } else {
      done(Object.assign(new Error('a raw body is for uploads only'), { statusCode: 415 }), undefined);
    }
  });
}

function isUpload({ method, routeOptions }: FastifyRequest): boolean {
  return method === 'POST' && routeOptions.url === uploadRoute;
}
