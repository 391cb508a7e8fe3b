import { jest } from '@jest/globals';
import { QueryObserver } from '@tanstack/react-query';
import { closePage } from '../platform/testing/fake-page.js';
import type { Message } from '../client/index.js';
import { asideTransport, client, queryClient, tabs, transport } from '../platform/services.js';
import { noteEnded, requestedActions } from './actions/requested-actions.js';
import type { RequestedAction } from './actions/mail-action.js';
import { conversationQuery, openedMessageQuery } from './conversation-query.js';
import { messageDetailQuery } from './messages-query.js';

const message = { id: 'M', isRead: true, flagged: false } as Message;
const flag = { action: { kind: 'flag' }, from: 'inbox', messages: [message] } as unknown as RequestedAction;
const { queryKey } = messageDetailQuery('M', false);

/** Call it to let the conversation's response arrive. */
let arrive: () => void;
const askConversation = jest.fn<() => Promise<unknown>>();
const askMessage = jest.fn<() => Promise<Message>>();

describe('a message that is loaded with its conversation', () => {
  beforeEach(() => {
    askMessage.mockReset();
    askConversation.mockReset().mockReturnValue(
      new Promise((resolve) => {
        arrive = () => {
          resolve({ items: [message], nextCursor: null });
        };
      }),
    );
    Object.assign(asideTransport, { call: askConversation });
    Object.assign(transport, { call: askConversation });
    Object.assign(client.mail, { message: askMessage });
  });

  afterEach(() => {
    requestedActions.set([]);
    queryClient.clear();
  });

  afterAll(() => {
    tabs.close();
    closePage();
  });

  it('shows what was requested for it while it was prefetched', async () => {
    const fetched = queryClient.query(conversationQuery('C', true));
    requestedActions.set([flag]);
    arrive();
    expect(await fetched).toEqual([{ ...message, flagged: true }]);
    expect(queryClient.getQueryData(queryKey)).toMatchObject({ flagged: true });
  });

  it('ignores a response that may be older than a later action', async () => {
    const fetched = queryClient.query(conversationQuery('C', true));
    noteEnded([message]);
    arrive();
    await fetched;
    expect(queryClient.getQueryData(queryKey)).toBeUndefined();
  });

  it('is requested again, alone, when an action changed it meanwhile', async () => {
    askMessage.mockImplementationOnce(() => {
      noteEnded([message]);
      return Promise.resolve(message);
    });
    askMessage.mockResolvedValue({ ...message, flagged: true });
    expect(await queryClient.query(openedMessageQuery('M', undefined))).toMatchObject({ flagged: true });
    expect(askMessage).toHaveBeenCalledTimes(2);
  });

  it('is not requested after the user has left it', async () => {
    const leave = new QueryObserver(queryClient, openedMessageQuery('M', 'C')).subscribe(() => undefined);
    await Promise.resolve();
    expect(askConversation).toHaveBeenCalledTimes(1);
    leave();
    await queryClient.cancelQueries({ queryKey: ['conversation'] });
    await new Promise(setImmediate);
    expect(askMessage).not.toHaveBeenCalled();
  });
});
