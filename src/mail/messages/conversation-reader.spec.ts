import { liveSession } from '../../../test/support/mail-session.js';
import { GraphProblem, type GraphCall, type GraphClient, type UnreadableItems } from '../../graph/index.js';
import { TransportFailure } from '../../http/index.js';
import type { MailCursor } from '../model/index.js';
import { ConversationReader } from './conversation-reader.js';
import type { MessageReader } from './message-reader.js';

const session = liveSession();
const query = { top: 10, body: 'html', remoteContent: 'block' } as const;

describe('a conversation of large messages', () => {
  let asked: string[];
  /** Whether the text only is shown. */
  let viewed: boolean[];
  let reader: ConversationReader;

  /** Graph, whose responses with more than one message are too large for the service. */
  function graphOf(isTooLarge: (path: string, prefer: string) => boolean): GraphClient {
    const json = ({ path, prefer = '' }: GraphCall): Promise<unknown> => {
      asked.push(path);
      return isTooLarge(path, prefer)
        ? Promise.reject(new GraphProblem('graph_error', { cause: new TransportFailure('too_large') }))
        : Promise.resolve({ value: [{ id: 'm' }] });
    };
    return { json: (_session: unknown, call: GraphCall) => json(call) } as unknown as GraphClient;
  }

  function readerOf(graph: GraphClient): ConversationReader {
    const cursors = { open: (_session: unknown, _scope: unknown, cursor: string) => cursor } as unknown as MailCursor;
    const messages = {
      shown: (_session: unknown, items: unknown, view: { isTextOnly: boolean }) => {
        viewed.push(view.isTextOnly);
        return Promise.resolve(items);
      },
    } as unknown as MessageReader;
    const unreadable = { note: () => undefined } as unknown as UnreadableItems;
    return new ConversationReader(graph, cursors, messages, unreadable);
  }

  beforeEach(() => {
    asked = [];
    viewed = [];
    reader = readerOf(graphOf((path) => !/top=1(?:&|$)/.test(path)));
  });

  it('is read one by one from its first page', async () => {
    expect((await reader.read(session, 'c', query)).items).toHaveLength(1);
    expect(viewed).toEqual([false]);
    expect(asked.map((path) => /\$top=(\d+)/.exec(path)?.[1])).toEqual(['10', '1']);
  });

  it.each([
    ['/me/messages?$filter=x&$top=10&$skip=10', '/me/messages?$filter=x&$top=1&$skip=10'],
    ['/me/messages?%24top=25&%24skip=10', '/me/messages?%24top=1&%24skip=10'],
  ])('is read one by one where it continues: %s', async (cursor, single) => {
    expect((await reader.read(session, 'c', { ...query, cursor })).items).toHaveLength(1);
    expect(asked).toEqual([cursor, single]);
  });

  it('has the text of a message that is too large by itself', async () => {
    reader = readerOf(graphOf((_, prefer) => prefer.includes('html')));
    const cursor = '/me/messages?$top=1&$skip=3';

    expect((await reader.read(session, 'c', { ...query, cursor })).items).toHaveLength(1);
    expect([asked, viewed]).toEqual([[cursor, cursor], [true]]);
  });

  it.each([
    ['html', 2],
    ['text', 1],
  ] as const)('is refused when the text of a single message is too large, too: %s', async (body, times) => {
    reader = readerOf(graphOf(() => true));

    const page = reader.read(session, 'c', { ...query, body, cursor: '/me/messages?$top=1' });

    await expect(page).rejects.toThrow(GraphProblem);
    expect(asked).toHaveLength(times);
  });
});
