import { SendStore } from './send-store.js';
import { consent, FakeService, problem, settled } from './testing/fake-service.js';

const path = '/api/mail/messages';
const message = { to: [{ address: 'bilal@contoso.example' }], subject: 'Hello' };

class Storage {
  readonly values = new Map<string, string>();
  isFull = false;
  getItem = (name: string): string | null => this.values.get(name) ?? null;
  removeItem = (name: string): boolean => this.values.delete(name);
  setItem = (name: string, value: string): void => {
    if (this.isFull) {
      throw new DOMException('full', 'QuotaExceededError');
    }
    this.values.set(name, value);
  };
}

describe('sending a message', () => {
  let service: FakeService;
  let storage: Storage;
  const reported: string[] = [];

  beforeEach(() => {
    service = new FakeService();
    storage = new Storage();
    Object.assign(globalThis, { sessionStorage: storage });
    reported.length = 0;
  });

  afterAll(() => {
    Reflect.deleteProperty(globalThis, 'sessionStorage');
  });

  const storeOf = (userId = 'alice'): SendStore =>
    new SendStore(service.client, userId, ({ code }) => reported.push(code));

  async function answer(body: unknown, status: number): Promise<string | null> {
    const call = await service.next(path);
    call.answer(body, status);
    return call.request.headers.get('Idempotency-Key');
  }

  it('reuses its key for retries, and uses another for the next message', async () => {
    const store = storeOf();
    const first = store.send(message);
    const key = await answer(problem('graph_timeout'), 504);
    expect(await first).toBe('failed');
    expect(store.getSnapshot()).toMatchObject({ status: 'failed', problem: { code: 'graph_timeout' } });

    const again = store.retry();
    expect(await answer(null, 202)).toBe(key);
    expect(await again).toBe('sent');

    const next = store.send(message);
    expect(await answer(null, 202)).not.toBe(key);
    expect(await next).toBe('sent');
  });

  it('is one call, however often the button is pressed', async () => {
    const store = storeOf();
    const both = Promise.all([store.send(message), store.send({ ...message })]);
    await answer(null, 202);

    expect(await both).toEqual(['sent', 'sent']);
    expect(await service.unanswered(path)).toBe(0);
  });

  it('shows the latest message, whatever the response to an earlier one', async () => {
    const store = storeOf();
    const earlier = store.send(message);
    const late = await service.next(path);
    void store.send({ ...message, subject: 'Another' });
    await answer(null, 202);
    await settled();
    late.answer(problem('graph_timeout'), 504);

    expect(await earlier).toBe('failed');
    expect(store.getSnapshot()).toMatchObject({ status: 'sent', message: { subject: 'Another' } });
  });

  it('has a state for a user who must act, and restores the message with its key when they return', async () => {
    const store = storeOf();
    const outcome = store.send(message);
    const key = await answer(consent, 403);
    expect(await outcome).toBe('needs-user');
    expect(store.getSnapshot()).toMatchObject({
      status: 'needs-user',
      isKept: true,
      problem: { code: 'consent_required' },
    });

    const back = storeOf();
    expect(back.getSnapshot()).toEqual({ status: 'kept', message });
    void back.retry();
    expect(await answer(null, 202)).toBe(key);
    await settled();
    expect(storeOf().getSnapshot()).toEqual({ status: 'idle' });
  });

  it('shows nobody else the message of the previous user', async () => {
    void storeOf('alice').send(message);
    await answer(consent, 403);
    await settled();

    expect(storeOf('bilal').getSnapshot()).toEqual({ status: 'idle' });
    expect(storage.values.size).toBe(0);
  });

  it('reports that the message is too large to be stored', async () => {
    storage.isFull = true;
    const store = storeOf();
    const outcome = store.send(message);
    await answer(consent, 403);
    await outcome;

    expect(store.getSnapshot()).toMatchObject({ status: 'needs-user', isKept: false });
  });

  it('deletes a message that is not to be sent', async () => {
    const store = storeOf();
    const outcome = store.send(message);
    const key = await answer(consent, 403);
    await outcome;
    store.reset();

    expect([store.getSnapshot().status, store.retry(), storage.values.size]).toEqual(['idle', undefined, 0]);
    void store.send(message);
    expect(await answer(null, 202)).not.toBe(key);
  });

  it('reports why it was refused', async () => {
    void storeOf().send(message);
    await answer(problem('login_required'), 401);
    await settled();

    expect(reported).toEqual(['login_required']);
  });
});
