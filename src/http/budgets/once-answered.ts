import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * Calls back once: when the response has been read, or can no longer be; at once when its connection is closed already.
 * A pipelined response that waits behind another one emits nothing when their connection is closed, so the connection
 * is observed as well.
 */
export function onceAnswered({ raw: { socket } }: FastifyRequest, { raw }: FastifyReply, done: () => void): void {
  if (raw.destroyed || socket.destroyed) {
    done();
    return;
  }
  const end = (): void => {
    raw.off('close', end);
    socket.off('close', end);
    done();
  };
  raw.once('close', end);
  socket.once('close', end);
}
