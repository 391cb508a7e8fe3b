import type { Socket } from 'node:net';

import type { FastifyInstance } from 'fastify';

/** While this replica is on its way out, every answer sends its connection to another one, and no connection holds it up. */
export function closeConnectionsOnShutdown(
  fastify: FastifyInstance,
  readiness: { readonly isShuttingDown: boolean },
): void {
  fastify.addHook('onRequest', (_request, reply, done) => {
    if (readiness.isShuttingDown) {
      void reply.header('connection', 'close');
    }
    done();
  });
  closeUnused(fastify);
}

/** Clients and balancers connect ahead of need; Node takes a connection without a request for a busy one and waits for it. */
function closeUnused(fastify: FastifyInstance): void {
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
