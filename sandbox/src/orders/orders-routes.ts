import type { FastifyInstance, FastifyReply } from 'fastify';
import { bytesOf } from './body-bytes.js';
import { callerOf } from './caller.js';

interface Order {
  readonly id: string;
  readonly item: string;
  readonly quantity: number;
}

const SEED: readonly Order[] = [
  { id: '1', item: 'Fountain pen', quantity: 2 },
  { id: '2', item: 'Blotting paper', quantity: 100 },
];

const DOCUMENT = Buffer.from(
  Array.from({ length: 1000 }, (_, line) => `Line ${line} of the delivery note.`).join('\n'),
);

type WithId = { Params: { id: string } };

/** Orders of the caller, in memory. */
export function serveOrders(app: FastifyInstance, { url }: { readonly url: () => string }): void {
  const byUser = new Map<string, Map<string, Order>>();
  const ordersOf = (oid: string): Map<string, Order> => {
    const orders = byUser.get(oid) ?? new Map(SEED.map((order) => [order.id, order]));
    byUser.set(oid, orders);
    return orders;
  };

  app.get('/orders', (request, reply) => {
    const orders = [...ordersOf(callerOf(request).id).values()];
    return reply
      .headers({
        'x-total-count': String(orders.length),
        'cache-control': 'public, max-age=5',
        etag: `"${orders.length}"`,
      })
      .send({ value: orders });
  });

  app.get<WithId>('/orders/:id', (request, reply) => {
    const order = ordersOf(callerOf(request).id).get(request.params.id);
    return order === undefined ? notFound(reply) : reply.header('etag', `"${order.quantity}"`).send(order);
  });

  app.post('/orders', async (request, reply) => {
    const orders = ordersOf(callerOf(request).id);
    const order = { ...(await orderIn(request.body)), id: String(orders.size + 1) };
    orders.set(order.id, order);
    return reply.code(201).header('location', `${url()}/orders/${order.id}`).send(order);
  });

  app.put<WithId>('/orders/:id', async (request, reply) => {
    const order = { ...(await orderIn(request.body)), id: request.params.id };
    ordersOf(callerOf(request).id).set(order.id, order);
    return reply.send(order);
  });

  app.delete<WithId>('/orders/:id', (request, reply) =>
    ordersOf(callerOf(request).id).delete(request.params.id) ? reply.code(204).send() : notFound(reply),
  );

  app.get<WithId>('/orders/:id/document', (request, reply) => {
    const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
    void reply.headers({ 'content-type': 'text/plain; charset=utf-8', 'accept-ranges': 'bytes' });
    if (from === undefined) {
      return reply.send(DOCUMENT);
    }
    const last = Math.min(to === undefined || to === '' ? DOCUMENT.length - 1 : Number(to), DOCUMENT.length - 1);
    return reply
      .code(206)
      .header('content-range', `bytes ${from}-${last}/${DOCUMENT.length}`)
      .send(DOCUMENT.subarray(Number(from), last + 1));
  });
}

function notFound(reply: FastifyReply): FastifyReply {
  return reply.code(404).send({ error: 'There is no such order.' });
}

async function orderIn(body: unknown): Promise<Omit<Order, 'id'>> {
  const given: unknown = JSON.parse((await bytesOf(body)).toString() || '{}');
  const { item, quantity } = given as { item?: unknown; quantity?: unknown };
  return { item: typeof item === 'string' ? item : 'Something', quantity: typeof quantity === 'number' ? quantity : 1 };
}
