import { Balancer } from '../support/balancer.js';
import { EventReader } from '../support/event-reader.js';
import { eventually } from '../support/eventually.js';
import { freePort } from '../support/free-port.js';
import { Replicas } from '../support/replicas.js';
import type { UserAgent } from '../support/user-agent.js';

const alice = 'alice@contoso.example';
const changedEvent = 'event: mail.changed';

describe('change notifications, over two replicas', () => {
  let system: Replicas;
  let balancer: Balancer;
  let browser: UserAgent;
  let endpoint: string;
  let streams: EventReader[];

  beforeAll(async () => {
    const port = await freePort();
    endpoint = `http://localhost:${port}/graph/notifications`;
    system = await Replicas.start(2, { GRAPH_NOTIFICATION_URL: endpoint }, `http://localhost:${port}`);
    balancer = await Balancer.start(
      port,
      system.all.map((replica) => replica.port),
    );
    browser = await system.signedIn(alice);
    streams = await Promise.all(system.all.map((replica) => EventReader.open(browser, replica.at('/api/mail/events'))));
    // One poll before the streams open, and one after the subscription.
    await eventually(() => {
      expect([subscriptions().length, polls()]).toEqual([1, 2]);
    });
  }, 60_000);

  afterAll(async () => {
    streams.forEach((stream) => {
      stream.close();
    });
    balancer.close();
    await system.close();
  });

  const graph = (): Replicas['sandbox']['control']['graph'] => system.sandbox.control.graph;
  const subscriptions = () => graph().subscriptions();
  const count = (request: string): number => graph().requestCounts()[request] ?? 0;
  const polls = (): number => count('POST /$batch');
  const post = (body: string, query = ''): Promise<Response> =>
    fetch(endpoint + query, {
      method: 'POST',
      headers: { 'content-type': query === '' ? 'application/json' : 'text/plain; charset=utf-8' },
      body,
    });
  const notification = (clientState: string, members: object = {}): string =>
    JSON.stringify({ value: [{ subscriptionId: subscriptions()[0]?.id, clientState, ...members }] });

  it('reach the streams of both at once, without a poll of the mailbox', async () => {
    const before = polls();
    graph().deliver(alice, { subject: 'Pushed' });

    await Promise.all(streams.map((stream) => stream.until(changedEvent)));

    expect(polls()).toBe(before);
  });

  it('are reported as a few when they arrive by the thousand', async () => {
    const [{ id, clientState } = {}] = subscriptions();
    const value = Array.from({ length: 100 }, () => ({ subscriptionId: id, clientState }));
    const before = streams.map((stream) => stream.count(changedEvent));
    const start = Date.now();

    const answers = await Promise.all(Array.from({ length: 10 }, () => post(JSON.stringify({ value }))));
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(202));
    await eventually(() => {
      streams.forEach((stream, index) => {
        expect(stream.count(changedEvent) - (before[index] ?? 0)).toBeGreaterThanOrEqual(1);
      });
    });

    const seconds = (Date.now() - start) / 1000;
    streams.forEach((stream, index) => {
      expect(stream.count(changedEvent) - (before[index] ?? 0)).toBeLessThanOrEqual(2 + seconds);
    });
  });

  it('come from one subscription, which ends within seven days', () => {
    expect(subscriptions()).toEqual([expect.objectContaining({ username: alice, resource: 'me/messages' })]);
    expect((subscriptions()[0]?.expiresAt ?? Infinity) - system.sandbox.control.now()).toBeLessThan(10_070 * 60_000);
  });

  it('are accepted by their client state only, and a guess reveals nothing', async () => {
    const forged = `${'a'.repeat(22)}.${'b'.repeat(43)}`;
    const answers = await Promise.all(
      [notification(forged), notification('x'), notification(forged, { lifecycleEvent: 'subscriptionRemoved' })].map(
        (body) => post(body),
      ),
    );

    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202]);
    await eventually(() => {
      expect(system.logLines.join('').match(/client state that is not ours/g)).toHaveLength(3);
    });
    expect(subscriptions()).toHaveLength(1);
  });

  it('are validated by an echo in plain text', async () => {
    const token = 'Validation: <script>1</script> & more';
    const answer = await post('', `?validationToken=${encodeURIComponent(token)}`);

    expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
      200,
      'text/plain; charset=utf-8',
      token,
    ]);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it.each([
    [400, '{}', ''],
    [400, '[', ''],
    [400, '', '?validationToken=%00'],
    [400, '', '?validationToken=a&validationToken=b'],
    [413, JSON.stringify({ value: [], filler: 'x'.repeat(600_000) }), ''],
  ])('are refused with %i when they are invalid', async (status, body, query) => {
    expect((await post(body, query)).status).toBe(status);
  });

  it('continue when Graph requires a new authorization', async () => {
    const id = subscriptions()[0]?.id ?? '';
    graph().sendLifecycleEvent(id, 'reauthorizationRequired');

    await eventually(() => {
      expect(count('PATCH /subscriptions/{subscription}')).toBe(1);
    });
    expect(subscriptions()).toEqual([expect.objectContaining({ id })]);
  });

  it('continue when Graph has removed the subscription', async () => {
    const id = subscriptions()[0]?.id ?? '';
    graph().sendLifecycleEvent(id, 'subscriptionRemoved');

    await eventually(() => {
      expect(subscriptions()).toHaveLength(1);
    });
    expect(subscriptions()[0]?.id).not.toBe(id);
  });
});
