import type { Socket } from 'node:net';

import type { FastifyInstance } from 'fastify';

import type { Step } from './step.js';

/** While this replica is on its way out, every answer sends its connection to another one. */
export function sendConnectionsElsewhere(readiness: { readonly isShuttingDown: boolean }): Step {
  return (_request, reply, next) => {
    if (readiness.isShuttingDown) {
      void reply.header('connection', 'close');
    }
    next();
  };
}

/** Clients and balancers connect ahead of need; Node takes a connection without a request for a busy one and waits for it. */
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
