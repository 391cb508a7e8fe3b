import { jest } from '@jest/globals';
import { closePage } from './testing/fake-page.js';
import { type Problem, ProblemError } from '../client/index.js';
import { queryClient, transport } from './services.js';
import { beginStart, startPart } from './start-answer.js';

const answer = { session: { authenticated: true }, permissions: [], folders: { items: [] }, messages: { items: [] } };

function answeredBy(call: () => Promise<unknown>): void {
  Object.assign(transport, { call });
  beginStart('inbox', { folder: 'inbox' });
}

function refusedWith(code: string): void {
  const problem = { code, status: 400, title: '', traceId: undefined } as Problem;
  answeredBy(() => Promise.reject(new ProblemError(problem)));
}

describe('the answer that the app starts with', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  afterAll(() => {
    queryClient.clear();
    closePage();
  });

  it('is the answer to each part once: who asks again asks the service', async () => {
    answeredBy(() => Promise.resolve(answer));
    expect(await startPart('folders')).toBe(answer.folders);
    expect(await startPart('folders')).toBeUndefined();
    expect(await startPart('session')).toBe(answer.session);
  });

  it('holds no list but the one that was asked for', async () => {
    answeredBy(() => Promise.resolve(answer));
    expect(await startPart('messages', 'archive')).toBeUndefined();
    expect(await startPart('messages', 'inbox')).toBe(answer.messages);
  });

  it('is old after ten seconds', async () => {
    answeredBy(() => Promise.resolve(answer));
    await startPart('session');
    jest.advanceTimersByTime(10_001);
    expect(await startPart('messages', 'inbox')).toBeUndefined();
  });

  it.each([
    ['consent_required', 'refused', 'refused'],
    ['mailbox_unavailable', 'refused', 'refused'],
    ['graph_unavailable', 'refused', 'refused'],
    ['not_found', 'asked alone', 'refused'],
    ['login_required', 'asked alone', 'asked alone'],
  ])('%s: the folders are %s, the list is %s, and the session is asked for alone', async (code, folders, list) => {
    refusedWith(code);
    const outcome = (part: Promise<unknown>): Promise<string> => part.then(() => 'asked alone').catch(() => 'refused');
    expect(await outcome(startPart('session'))).toBe('asked alone');
    expect(await outcome(startPart('permissions'))).toBe('asked alone');
    expect(await outcome(startPart('folders'))).toBe(folders);
    expect(await outcome(startPart('messages', 'inbox'))).toBe(list);
  });

  it('keeps nobody from seeing the page while Graph is slow', async () => {
    let arrive: (value: unknown) => void = () => undefined;
    answeredBy(
      () =>
        new Promise((resolve) => {
          arrive = resolve;
        }),
    );
    const session = startPart('session');
    const messages = startPart('messages', 'inbox');
    await jest.advanceTimersByTimeAsync(1_501);
    expect(await session).toBeUndefined();
    arrive(answer);
    expect(await messages).toBe(answer.messages);
  });
});
