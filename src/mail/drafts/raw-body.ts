import type { Readable } from 'node:stream';

import type { FastifyInstance, FastifyRequest } from 'fastify';

import { notificationsRoute } from '../notifications/push.controller.js';

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
      done(notUnderstood('a raw body is for uploads only'), undefined);
    }
  });
}

/** Graph sends its validation token to the notifications as text; anywhere else text is no JSON, whatever it holds. */
export function registerTextParser(fastify: FastifyInstance): void {
  fastify.removeContentTypeParser('text/plain');
  fastify.addContentTypeParser('text/plain', { parseAs: 'string' }, (request: FastifyRequest, body, done) => {
    if (request.routeOptions.url === notificationsRoute) {
      done(null, body);
    } else {
      done(notUnderstood('text is for notifications only'), undefined);
    }
  });
}

function notUnderstood(reason: string): Error {
  return Object.assign(new Error(reason), { statusCode: 415 });
}

function isUpload(request: FastifyRequest): boolean {
  return request.method === 'POST' && request.routeOptions.url === uploadRoute;
}
