import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * Calls back once: when the answer has been taken, or when it can't be any more; at once when its connection has ended already. A
 * pipelined answer that waits behind another one emits nothing when their connection ends, so the connection is listened to as well.
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
