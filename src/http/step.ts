import type { FastifyReply, FastifyRequest } from 'fastify';

/** One thing that happens to a request before it is read. It answers, or calls `next`; an error goes to `next` too. */
export type Step = (request: FastifyRequest, reply: FastifyReply, next: (error?: Error) => void) => void;
