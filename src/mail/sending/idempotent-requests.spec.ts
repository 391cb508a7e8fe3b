import { Clock, Logger, NoMetrics, Problem } from '../../common/index.js';
import { loadConfig } from '../../config/index.js';
import { EmbeddedKeyValueStore, RecordCipher, type Batch } from '../../redis/index.js';
import type { LiveSession } from '../../session/index.js';
import { GraphProblem } from '../../graph/index.js';
import { IdempotentRequests } from './idempotent-requests.js';

class FakeClock extends Clock {
  time = 1_000_000;

  override now(): number {
    return this.time;
  }
}

class WatchedStore extends EmbeddedKeyValueStore {
  readonly batches: Batch[] = [];
  failures = 0;

  override commit(batch: Batch): Promise<boolean> {
    this.batches.push(batch);
    if (this.failures > 0 && this.batches.length > 1) {
      this.failures--;
      return Promise.reject(new Problem('session_store_unavailable'));
    }
    return super.commit(batch);
  }
}

const config = loadConfig(
  {
    ENTRA_TENANT: 'common',
    ENTRA_CLIENT_ID: '6f2c1a80-52c3-4c1e-9f0a-3a0d5b1e7c11',
    ENTRA_CLIENT_SECRET: 'unused',
  },
  () => '',
);
const hourMs = 3_600_000;

function sessionOf(userTag: string): LiveSession {
  return { reference: { userTag, fingerprint: 'f' } } as LiveSession;
}

describe('an idempotent request', () => {
  const alice = sessionOf('alice');
  const request = { key: 'key-1', operation: 'send', content: { subject: 'Hello' } };
  let clock: FakeClock;
  let store: WatchedStore;
  let once: IdempotentRequests;
  let sent: number;

  const work = (): Promise<void> => {
    sent++;
    return Promise.resolve();
  };

  beforeEach(() => {
    clock = new FakeClock();
    store = new WatchedStore(clock);
    once = new IdempotentRequests(
      store,
      new RecordCipher(config, new Logger('silent'), new NoMetrics()),
      clock,
      new Logger('silent'),
    );
    sent = 0;
  });

  it('sends every time when no key is given', async () => {
    await once.run(alice, { ...request, key: undefined }, work);
    await once.run(alice, { ...request, key: undefined }, work);

    expect([sent, store.batches.length]).toEqual([2, 0]);
  });

  it('sends the same request with the same key once, for 24 hours', async () => {
    await once.run(alice, request, work);
    clock.time += 23 * hourMs;
    await once.run(alice, request, work);
    expect(sent).toBe(1);

    clock.time += 2 * hourMs;
    await once.run(alice, request, work);
    expect(sent).toBe(2);
  });

  it.each([
    ['another body', { ...request, content: { subject: 'Bye' } }],
    ['another operation', { ...request, operation: 'reply' }],
  ])('is refused with %s and the same key', async (_, other) => {
    await once.run(alice, request, work);

    await expect(once.run(alice, other, work)).rejects.toMatchObject({ code: 'idempotency_key_reused' });
    expect(sent).toBe(1);
  });

  it('separates the keys of two users', async () => {
    await once.run(alice, request, work);
    await once.run(sessionOf('bob'), { ...request, content: {} }, work);

    expect(sent).toBe(2);
  });

  it('sends once when ten arrive at the same time; the others get that it is in progress', async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => once.run(alice, request, work)));

    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect([sent, refused.length]).toEqual([1, 9]);
    expect(refused[0]?.reason).toMatchObject({ code: 'idempotency_in_progress' });
  });

  it('may be repeated when nothing was sent', async () => {
    const refusal = new GraphProblem('throttled');
    await expect(once.run(alice, request, () => Promise.reject(refusal))).rejects.toBe(refusal);

    await once.run(alice, request, work);
    expect(sent).toBe(1);
  });

  it('is not repeated when it may have been sent, and returns the same failure', async () => {
    const unknown = new GraphProblem('graph_timeout', { isOutcomeUnknown: true });
    await expect(once.run(alice, request, () => Promise.reject(unknown))).rejects.toBe(unknown);

    await expect(once.run(alice, request, work)).rejects.toMatchObject({ code: 'graph_timeout' });
    expect(sent).toBe(0);
  });

  it('does not wait forever for a replica that died while it was sending', async () => {
    void once.run(alice, request, () => new Promise(() => undefined));
    await expect(once.run(alice, request, work)).rejects.toMatchObject({ code: 'idempotency_in_progress' });

    clock.time += 121_000;
    await expect(once.run(alice, request, work)).rejects.toMatchObject({ code: 'graph_timeout' });
    expect(sent).toBe(0);
  });

  it('has sent even when the outcome cannot be stored at once', async () => {
    store.failures = 2;
    await once.run(alice, request, work);
    await once.run(alice, request, work);

    expect(sent).toBe(1);
  });

  it('stores neither the key nor anything of the request in clear text', async () => {
    await once.run(alice, request, work);

    const stored = store.batches
      .flatMap(({ expect: expected = [], writes }) => [...expected, ...writes])
      .map((entry) => [entry.key, 'value' in entry ? entry.value?.toString('latin1') : '']);
    expect(stored.length).toBeGreaterThan(2);
    expect(String(stored)).not.toMatch(/key-1|Hello|done/);
  });
});
