import { AuditLog, Problem } from '../../common/index.js';
import type { MessageReader } from '../messages/index.js';
import { liveSession } from '../../../test/support/mail-session.js';
import { OneClickSender } from './one-click-sender.js';
import { Unsubscriber } from './unsubscriber.js';

class FakeSender extends OneClickSender {
  readonly asked: string[] = [];

  constructor(private readonly answer: number | Error) {
    super();
  }

  post(url: URL): Promise<number> {
    this.asked.push(url.href);
    return this.answer instanceof Error ? Promise.reject(this.answer) : Promise.resolve(this.answer);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

const session = liveSession('alice');

function unsubscriberWith(
  sender: OneClickSender,
  offer: object | null,
): { unsubscriber: Unsubscriber; events: unknown[] } {
  const events: unknown[] = [];
  const audit = { record: (event: string, facts: { outcome?: string }) => events.push([event, facts.outcome]) };
  const messages = { unsubscribe: () => Promise.resolve(offer) };
  return {
    unsubscriber: new Unsubscriber(messages as unknown as MessageReader, sender, audit as unknown as AuditLog),
    events,
  };
}
const url = 'https://news.example/u?id=1';

describe('leaving a list by one click', () => {
  it.each([
    [200, 'sent'],
    [202, 'sent'],
    [302, 'failed'],
    [404, 'failed'],
    [new Error('not a public address'), 'failed'],
  ] as const)('requests it from the list, and a response of %s is %s', async (answer, outcome) => {
    const sender = new FakeSender(answer);
    const { unsubscriber, events } = unsubscriberWith(sender, { url, oneClick: true });

    expect(await unsubscriber.unsubscribe(session, 'id')).toEqual({ outcome });
    expect(sender.asked).toEqual([url]);
    expect(events).toEqual([['list_left', outcome === 'sent' ? 'success' : 'failed']]);
  });

  it.each([
    ['null', null],
    ['a link alone', { url, oneClick: false }],
    ['an address of mail', { mailto: 'mailto:u@news.example', oneClick: false }],
  ])('is not possible where the message offers %s', async (_, offer) => {
    const sender = new FakeSender(200);

    await expect(unsubscriberWith(sender, offer).unsubscriber.unsubscribe(session, 'id')).rejects.toMatchObject({
      code: 'not_found',
    });
    expect(sender.asked).toEqual([]);
  });

  it.each([
    'https://127.0.0.1/u',
    'https://[::1]/u',
    'https://169.254.169.254/latest',
    'https://intranet/u',
    'https://news.example:8443/u',
  ])('never sends a request to %s', async (inside) => {
    const sender = new FakeSender(200);

    expect(
      await unsubscriberWith(sender, { url: inside, oneClick: true }).unsubscriber.unsubscribe(session, 'id'),
    ).toEqual({ outcome: 'failed' });
    expect(sender.asked).toEqual([]);
  });

  it('is limited to sixty an hour', async () => {
    const sender = new FakeSender(200);
    const { unsubscriber } = unsubscriberWith(sender, { url, oneClick: true });
    for (let count = 0; count < 60; count += 1) {
      await unsubscriber.unsubscribe(session, 'id');
    }

    const refused = await unsubscriber.unsubscribe(session, 'id').catch((error: unknown) => error);

    expect(refused).toBeInstanceOf(Problem);
    expect(refused).toMatchObject({ code: 'throttled' });
    expect(sender.asked).toHaveLength(60);
  });
});
