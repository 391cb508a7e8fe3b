import type { FastifyReply, FastifyRequest } from 'fastify';

/** One step of a request before its body is read. It responds, or calls `next`; an error is passed to `next` too. */
export type Step = (request: FastifyRequest, reply: FastifyReply, next: (error?: Error) => void) => void;
