import { jest } from '@jest/globals';

import { Clock, Logger, NoMetrics } from '../../common/index.js';
import { loadConfig } from '../../config/index.js';
import { EmbeddedEventBus, EmbeddedKeyValueStore, Leases, RecordCipher } from '../../redis/index.js';
import { tokensVersionKey, type LiveSession } from '../../session/index.js';
import { type GraphCall, type GraphClient, GraphProblem } from '../../graph/index.js';
import { mailChangedChannel } from './mailbox-poller.js';
import { NotificationReceiver } from './notification-receiver.js';
import { pushNeedChannel, PushRecords } from './push-records.js';
import { PushSubscriptions } from './push-subscriptions.js';

const minute = 60_000;
const url = 'https://mail.example/graph/notifications';
const userTag = 'tag-of-alice-0123456789'.slice(0, 22);
const config = loadConfig(
  {
    ENTRA_TENANT: 'common',
    ENTRA_CLIENT_ID: '00000000-0000-0000-0000-000000000000',
    ENTRA_CLIENT_SECRET: 'not used',
    GRAPH_NOTIFICATION_URL: url,
  },
  () => '',
);

class FakeClock extends Clock {
  time = Date.parse('2026-11-26T08:00:00Z');

  override now(): number {
    return this.time;
  }
}

/** Subscriptions as Graph stores them; `fails` is its response instead. */
class FakeGraph {
  readonly calls: string[] = [];
  readonly states: string[] = [];
  fails: GraphProblem | undefined;
  /** Runs once, while Graph is responding. */
  meanwhile: (() => Promise<unknown>) | undefined;

  async json(_session: LiveSession, { method, path, body }: GraphCall): Promise<unknown> {
    this.calls.push(`${method} ${path}`);
    const { clientState, expirationDateTime } = (body ?? {}) as Record<string, string>;
    if (clientState !== undefined) {
      this.states.push(clientState);
    }
    const id = method === 'POST' ? `S${this.states.length}` : path.split('/').at(-1);
    const { meanwhile, fails } = this;
    this.meanwhile = undefined;
    await meanwhile?.();
    if (fails !== undefined) {
      throw fails;
    }
    return { id, expirationDateTime };
  }
}

describe('the subscription to a mailbox', () => {
  const session = { reference: { userTag, fingerprint: 'f' } } as LiveSession;
  let clock: FakeClock;
  let graph: FakeGraph;
  let store: EmbeddedKeyValueStore;
  let published: string[];
  let inbox: NotificationReceiver;
  let records: PushRecords;
  let replicas: readonly [PushSubscriptions, PushSubscriptions];

  beforeEach(async () => {
    clock = new FakeClock();
    graph = new FakeGraph();
    store = new EmbeddedKeyValueStore(clock);
    published = [];
    const bus = new EmbeddedEventBus();
    await bus.subscribe(mailChangedChannel, (tag) => published.push(`changed ${tag}`));
    await bus.subscribe(pushNeedChannel, (tag) => published.push(`needed ${tag}`));
    await store.commit({ writes: [{ kind: 'set', key: tokensVersionKey(userTag), value: '1', ttlMs: 600 * minute }] });
    const logger = new Logger('silent');
    records = new PushRecords(store, new RecordCipher(config, logger, new NoMetrics()), clock);
    const replica = (): PushSubscriptions =>
      new PushSubscriptions(graph as unknown as GraphClient, records, new Leases(store), config, clock, logger);
    replicas = [replica(), replica()];
    inbox = new NotificationReceiver(records, bus, logger);
  });

  const notify = (lifecycleEvent?: string, clientState = graph.states.at(-1) ?? ''): Promise<void> =>
    inbox.accept([{ clientState, lifecycleEvent }]);

  it('is created once, whichever replicas request it', async () => {
    await Promise.all(replicas.map((replica) => replica.ensure(session)));

    await expect(Promise.all(replicas.map((replica) => replica.ensure(session)))).resolves.toEqual([true, true]);
    expect(graph.calls).toEqual(['POST /subscriptions']);
  });

  it('is renewed before it ends, and only then', async () => {
    await replicas[0].ensure(session);
    clock.time += 39 * minute;
    await replicas[0].ensure(session);
    expect(graph.calls).toHaveLength(1);

    clock.time += 2 * minute;
    await Promise.all(replicas.map((replica) => replica.ensure(session)));

    expect(graph.calls.slice(1)).toEqual(['PATCH /subscriptions/S1']);
  });

  it('is created again when Graph no longer knows it', async () => {
    await replicas[0].ensure(session);
    clock.time += 50 * minute;
    graph.fails = new GraphProblem('mailbox_unavailable');
    await expect(replicas[0].ensure(session)).resolves.toBe(false);

    graph.fails = undefined;
    clock.time += 6 * minute;
    await expect(replicas[0].ensure(session)).resolves.toBe(true);

    expect(graph.calls).toEqual([
      'POST /subscriptions',
      'PATCH /subscriptions/S1',
      'POST /subscriptions',
      'POST /subscriptions',
    ]);
  });

  it('is not requested at every poll when Graph refuses it', async () => {
    graph.fails = new GraphProblem('graph_error');
    await expect(replicas[0].ensure(session)).resolves.toBe(false);
    await expect(replicas[0].ensure(session)).resolves.toBe(false);

    expect(graph.calls).toHaveLength(1);
  });

  it('is authorized again when Graph asks for it, by one replica', async () => {
    await replicas[0].ensure(session);
    await notify('reauthorizationRequired');
    await Promise.all(replicas.map((replica) => replica.ensure(session)));
    await Promise.all(replicas.map((replica) => replica.ensure(session)));

    expect(published).toEqual([`needed ${userTag}`]);
    expect(graph.calls).toEqual(['POST /subscriptions', 'PATCH /subscriptions/S1']);
  });

  it('is created again when Graph has removed it, and the streams are notified of possibly missed changes', async () => {
    await replicas[0].ensure(session);
    await notify('subscriptionRemoved');
    await replicas[1].ensure(session);

    expect(published).toEqual([`needed ${userTag}`, `changed ${userTag}`]);
    expect(graph.calls).toEqual(['POST /subscriptions', 'POST /subscriptions']);
  });

  it('is created again when Graph removes it while it is being renewed', async () => {
    await replicas[0].ensure(session);
    await notify('reauthorizationRequired');
    graph.meanwhile = () => notify('subscriptionRemoved');
    await expect(replicas[0].ensure(session)).resolves.toBe(true);

    expect(graph.calls).toEqual(['POST /subscriptions', 'PATCH /subscriptions/S1', 'POST /subscriptions']);
  });

  it('is created again when Graph removes it before the renewing replica has released the lease', async () => {
    await replicas[0].ensure(session);
    clock.time += 50 * minute;
    const write = records.write.bind(records);
    jest.spyOn(records, 'write').mockImplementationOnce(async (...args) => {
      const written = await write(...args);
      await notify('subscriptionRemoved');
      // A notified replica cannot acquire the lease.
      await replicas[1].ensure(session);
      return written;
    });
    await expect(replicas[0].ensure(session)).resolves.toBe(true);

    expect(graph.calls).toEqual(['POST /subscriptions', 'PATCH /subscriptions/S1', 'POST /subscriptions']);
  });

  it('pauses after three attempts when Graph removes it each time', async () => {
    const json = graph.json.bind(graph);
    jest.spyOn(graph, 'json').mockImplementation(async (...args) => {
      const answer = await json(...args);
      await notify('subscriptionRemoved');
      return answer;
    });
    await expect(replicas[0].ensure(session)).resolves.toBe(false);
    await replicas[0].ensure(session);
    expect(graph.calls).toEqual(Array.from({ length: 3 }, () => 'POST /subscriptions'));

    clock.time += 6 * minute;
    await replicas[0].ensure(session);

    expect(graph.calls).toHaveLength(6);
  });

  it('pauses after three attempts when its end is always near, and reports changes meanwhile', async () => {
    const json = graph.json.bind(graph);
    const expirationDateTime = new Date(clock.time + 10 * minute).toISOString();
    jest
      .spyOn(graph, 'json')
      .mockImplementation(async (...args) => Object.assign((await json(...args)) as object, { expirationDateTime }));
    await expect(replicas[0].ensure(session)).resolves.toBe(true);
    await expect(replicas[0].ensure(session)).resolves.toBe(true);

    expect(graph.calls).toHaveLength(3);
  });

  it('is forgotten when Graph has removed it, although it is renewed while that is being stored', async () => {
    await replicas[0].ensure(session);
    clock.time += 50 * minute;
    const read = records.read.bind(records);
    jest.spyOn(records, 'read').mockImplementationOnce(async (tag) => {
      const stored = await read(tag);
      await replicas[1].ensure(session);
      return stored;
    });
    await notify('subscriptionRemoved');
    await replicas[0].ensure(session);

    expect(graph.calls).toEqual(['POST /subscriptions', 'PATCH /subscriptions/S1', 'POST /subscriptions']);
  });

  it('reports many changes in one notification once, and missed ones too', async () => {
    await replicas[0].ensure(session);
    const [clientState = ''] = graph.states;
    await inbox.accept([{ clientState }, { clientState }, { clientState }]);
    await notify('missed');

    expect(published).toEqual([`changed ${userTag}`, `changed ${userTag}`]);
  });

  it.each([
    ['another secret', `${userTag}.${'x'.repeat(43)}`],
    ['another user', `${'u'.repeat(22)}.${'x'.repeat(43)}`],
    ['no shape', 'anything'],
  ])('rejects a notification with %s', async (_name, clientState) => {
    await replicas[0].ensure(session);
    await notify(undefined, clientState);
    await notify('subscriptionRemoved', clientState);
    await replicas[0].ensure(session);

    expect([published, graph.calls]).toEqual([[], ['POST /subscriptions']]);
  });

  it('reads nothing from the store for a thousand client states that nobody signed', async () => {
    await replicas[0].ensure(session);
    const [, nonce, mac] = (graph.states.at(-1) ?? '').split('.');
    const reads = jest.spyOn(store, 'readMany');
    const forged = Array.from({ length: 1_000 }, (_, each) => ({
      clientState: `${String(each).padStart(22, 'u')}.${nonce}.${mac}`,
    }));
    await inbox.accept([...forged, { clientState: graph.states.at(-1) ?? '' }]);

    expect(reads).toHaveBeenCalledTimes(1);
    expect(published).toEqual([`changed ${userTag}`]);
  });

  it('is not used once the tokens of its user are gone', async () => {
    await replicas[0].ensure(session);
    await store.commit({ writes: [{ kind: 'delete', key: tokensVersionKey(userTag) }] });
    await notify();

    expect(published).toEqual([]);
  });

  it('is removed when no stream is open at any replica', async () => {
    await replicas[0].ensure(session);
    await replicas[1].remove(session);
    expect(graph.calls).toEqual(['POST /subscriptions']);

    clock.time += 5 * minute;
    await replicas[1].remove(session);
    await notify(undefined, graph.states[0]);

    expect(graph.calls.slice(1)).toEqual(['DELETE /subscriptions/S1']);
    expect(published).toEqual([]);
  });
});
