import { Redis } from 'ioredis';

import { sessionEventsChannel } from '../../src/session/index.js';
import { EventReader } from '../support/event-reader.js';
import { Replicas } from '../support/replicas.js';

const alice = 'alice@contoso.example';
const carla = 'carla@contoso.example';
/** More milliseconds than a timer supports. */
const month = '2592000';
const sessionCookie = '__Host-Http-session';

/** The effects of an open stream on its process. */
describe('event streams', () => {
  let system: Replicas;

  beforeAll(async () => {
    system = await Replicas.start(2, { SESSION_IDLE_TIMEOUT_SECONDS: month, SESSION_ABSOLUTE_TIMEOUT_SECONDS: month });
  }, 60_000);

  afterAll(() => system.close());

  it('report new mail at both replicas when Graph sends no notification', async () => {
    const browser = await system.signedIn(alice);
    const streams = await Promise.all(
      system.all.map((replica) => EventReader.open(browser, replica.at('/api/mail/events'))),
    );
    system.sandbox.control.graph.deliver(alice, { subject: 'New' });

    // That a poll comes at least every 30 s is tested with a fake clock (mail-event-streams.spec.ts).
    await Promise.all(streams.map((stream) => stream.until('event: mail.changed')));

    streams.forEach((stream) => {
      stream.close();
    });
  }, 40_000);

  it('begin with what has come between the list and the stream', async () => {
    const browser = await system.signedIn(carla);
    const list = await browser.xhr('GET', '/api/mail/messages');
    const again = await browser.xhr('GET', '/api/mail/messages', undefined, {
      'if-none-match': list.headers.get('etag') ?? '',
    });
    const since = list.headers.get('mail-as-of') ?? '';
    system.sandbox.control.graph.deliver(carla, { subject: 'Between' });

    const stream = await EventReader.open(browser, `${system.origin}/api/mail/events?since=${since}`);

    await stream.until('event: mail.changed');
    stream.close();
    expect([again.status, Date.parse(again.headers.get('mail-as-of') ?? '') >= Date.parse(since)]).toEqual([304, true]);
    expect((await browser.xhr('GET', '/api/mail/events?since=yesterday')).status).toBe(400);
  });

  it('survive that the end of one session is reported twice at once', async () => {
    const [a, b] = system.all;
    const browser = await system.signedIn(alice);
    const streams = await Promise.all(
      [a, b].flatMap((replica) =>
        ['/auth/events', '/api/mail/events'].map((path) => EventReader.open(browser, replica.at(path))),
      ),
    );
    const [userTag = ''] = browser.cookies.get(new URL(system.origin), sessionCookie)?.value.split('.') ?? [];
    const event = JSON.stringify({ type: 'session.ended', userTag, fingerprints: [], reason: 'signed_out' });

    const client = new Redis(system.redis.url);
    await client.multi().publish(sessionEventsChannel, event).publish(sessionEventsChannel, event).exec();
    client.disconnect();
    await Promise.all(streams.map((stream) => stream.untilEnd()));

    const health = await Promise.all([a, b].map((replica) => fetch(replica.at('/health/live'))));
    expect(health.map(({ status }) => status)).toEqual([200, 200]);
    expect(system.logLines.join('')).not.toContain('TimeoutOverflowWarning');
  });
});
