import { jest } from '@jest/globals';
import { closePage, storage } from '../../platform/testing/fake-page.js';
import { failure } from '../../platform/testing/failure.js';
import { messageSummary } from '../testing/message-summary.js';

// The page polls every few seconds while it exists.
jest.spyOn(globalThis, 'setInterval').mockReturnValue(undefined as unknown as ReturnType<typeof setInterval>);
const { client, queryClient } = await import('../../platform/services.js');
const { actionQueue, requestAction, undoLast } = await import('./mail-actions.js');

describe('an action that is undone while it is running', () => {
  const answers: ((error: unknown) => void)[] = [];

  beforeAll(() => {
    Object.assign(client.mail, { act: () => new Promise((_, reject) => answers.push(reject)) });
  });

  afterAll(() => {
    storage.clear();
    queryClient.clear();
    jest.restoreAllMocks();
    closePage();
  });

  it('is reversed and not retried when it gets no response', async () => {
    const action = { kind: 'move', folder: 'archive', name: 'Archive' } as const;
    requestAction({ userId: 'alice', action, from: 'inbox', messages: [messageSummary('M')] });
    await new Promise((resolve) => setImmediate(resolve));
    expect(undoLast()?.request.action).toEqual(action);

    answers.shift()?.(failure('network_unreachable'));
    await actionQueue.settled();
    expect(actionQueue.requests.get().map((request) => [request.origin, request.action])).toEqual([
      ['undo', expect.objectContaining({ kind: 'move', folder: 'inbox' })],
    ]);
  });
});
