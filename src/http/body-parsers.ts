import type { Readable } from 'node:stream';

import type { FastifyInstance, FastifyRequest } from 'fastify';

import { policyOf, type BodyKind } from '../common/index.js';

const streamType = 'application/octet-stream';

/**
 * Reads of a body what its route declares; everything else is an unsupported media type. Fastify chooses the parser
 * before any guard of Nest runs, so these are separate.
 */
export function registerBodyParsers(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    nameBody(request);
    done();
  });
  fastify.removeAllContentTypeParsers();
  const parseJson = fastify.getDefaultJsonParser('error', 'error');
  fastify.addContentTypeParser('application/json', { parseAs: 'string' }, (request, text: string, done) => {
    if (text === '' || isDropped(request)) {
      done(null, undefined);
    } else if (takes(request, 'json')) {
      void parseJson(request, text, done);
    } else {
      done(notUnderstood('JSON is not asked for here'), undefined);
    }
  });
  fastify.addContentTypeParser('text/plain', { parseAs: 'string' }, (request, text: string, done) => {
    if (text === '' || takes(request, 'text')) {
      done(null, text === '' ? undefined : text);
    } else {
      done(notUnderstood('text is not asked for here'), undefined);
    }
  });
  fastify.addContentTypeParser(streamType, (request: FastifyRequest, payload: Readable, done) => {
    if (takes(request, 'stream')) {
      done(null, payload);
    } else {
      done(notUnderstood('a raw body is for uploads only'), undefined);
    }
  });
}

/** The bytes of a file have no type of their own, and neither has an empty body: clients send JSON as its type too. */
function nameBody(request: FastifyRequest): void {
  const { headers } = request.raw;
  if (takes(request, 'stream')) {
    headers['content-type'] = streamType;
  } else if (headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0) {
    delete headers['content-type'];
  }
}

function takes(request: FastifyRequest, kind: BodyKind): boolean {
  return policyOf(request)?.body.kinds.includes(kind) === true;
}

function isDropped(request: FastifyRequest): boolean {
  return policyOf(request)?.body.kinds.length === 0;
}

function notUnderstood(reason: string): Error {
  return Object.assign(new Error(reason), { statusCode: 415 });
}
