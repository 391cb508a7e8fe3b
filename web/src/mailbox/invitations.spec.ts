import { closePage } from '../platform/testing/fake-page.js';
import { type Problem, ProblemError } from '../client/index.js';
import { notices } from '../platform/notify.js';
import { queryClient, transport } from '../platform/services.js';
import { answerInvitation } from './invitations.js';

const answer = { messageId: 'M', response: 'accept', comment: '', isTold: true } as const;

describe('a response to an invitation', () => {
  beforeEach(() => {
    notices.set([]);
    queryClient.setQueryData(['message', 'M'], { id: 'M' });
  });

  afterAll(() => {
    queryClient.clear();
    closePage();
  });

  it.each([
    ['graph_timeout', 'We don’t know whether your answer was sent.', true],
    ['graph_error', 'We don’t know whether your answer was sent.', true],
    ['network_unreachable', 'We don’t know whether your answer was sent.', true],
    ['throttled', 'Your answer wasn’t sent. Too many requests at once.', false],
  ])('after %s: %s', async (code, title, isRead) => {
    const problem = { code, status: 503, title: '', traceId: undefined } as Problem;
    Object.assign(transport, { call: () => Promise.reject(new ProblemError(problem)) });
    expect(await answerInvitation(answer)).toBe(false);
    expect(notices.get()).toMatchObject([{ title }]);
    expect(queryClient.getQueryState(['message', 'M'])?.isInvalidated).toBe(isRead);
  });
});
