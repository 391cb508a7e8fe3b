import { randomUUID } from 'node:crypto';

import { eventually } from '../support/eventually.js';
import type { StartReplicas, StoreReplicas } from './replicas-of-a-store.js';

export function describeEventBus(start: StartReplicas): void {
  describe('the event bus', () => {
    let replicas: StoreReplicas;
    let channel: string;

    beforeAll(async () => {
      replicas = await start();
    });
    afterAll(() => replicas.close());
    beforeEach(() => {
      channel = `bff:events:v1:${randomUUID()}`;
    });

    it('notifies every replica, the publishing one as well', async () => {
      const received: string[] = [];
      await replicas.one.bus.subscribe(channel, (message) => received.push(`one: ${message}`));
      await replicas.other.bus.subscribe(channel, (message) => received.push(`other: ${message}`));

      await replicas.one.bus.publish(channel, 'hello');

      await eventually(() => {
        expect(received.sort()).toEqual(['one: hello', 'other: hello']);
      });
    });

    it('sends all listeners of a channel everything, and nothing of another channel', async () => {
      const received: string[] = [];
      const elsewhere: string[] = [];
      await replicas.other.bus.subscribe(channel, (message) => received.push(`a${message}`));
      await replicas.other.bus.subscribe(channel, (message) => received.push(`b${message}`));
      await replicas.other.bus.subscribe(`${channel}:else`, (message) => elsewhere.push(message));

      await replicas.one.bus.publish(channel, '1');
      await replicas.one.bus.publish(channel, '2');

      await eventually(() => {
        expect(received.sort()).toEqual(['a1', 'a2', 'b1', 'b2']);
      });
      expect(elsewhere).toEqual([]);
    });

    it('sends nothing more to a listener that has left, and continues with the others', async () => {
      const afterUnsubscribe: string[] = [];
      const staying: string[] = [];
      const unsubscribe = await replicas.other.bus.subscribe(channel, (message) => afterUnsubscribe.push(message));
      await replicas.other.bus.subscribe(channel, (message) => staying.push(message));

      unsubscribe();
      await replicas.one.bus.publish(channel, 'after');

      await eventually(() => {
        expect(staying).toEqual(['after']);
      });
      expect(afterUnsubscribe).toEqual([]);
    });
  });
}
