import type { Socket } from 'node:net';

import type { FastifyInstance, FastifyReply } from 'fastify';

/**
 * While this replica shuts down, every response makes its client connect to another one: those that it begins now,
 * streams too, and those of requests that arrived before the signal.
 */
export function sendConnectionsElsewhere(
  fastify: FastifyInstance,
  readiness: { readonly isShuttingDown: boolean },
): void {
  const closeIfLeaving = (reply: FastifyReply): void => {
    if (readiness.isShuttingDown) {
      void reply.header('connection', 'close');
    }
  };
  fastify.addHook('onRequest', (_request, reply, done) => {
    closeIfLeaving(reply);
    done();
  });
  fastify.addHook('onSend', (_request, reply, _payload, done) => {
    closeIfLeaving(reply);
    done();
  });
}

/** Clients and balancers connect ahead of need; Node treats a connection without a request as busy and waits for it. */
export function closeUnusedConnections(fastify: FastifyInstance): void {
  const unused = new Set<Socket>();
  let isClosing = false;
  fastify.server.on('connection', (socket) => {
    if (isClosing) {
      socket.destroy();
      return;
    }
    unused.add(socket);
    socket.once('close', () => unused.delete(socket));
  });
  fastify.server.on('request', ({ socket }) => unused.delete(socket));
  fastify.addHook('preClose', (done) => {
    isClosing = true;
    unused.forEach((socket) => socket.destroy());
    done();
  });
}
