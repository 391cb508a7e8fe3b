import { jest } from '@jest/globals';
import { closePage } from './testing/fake-page.js';
import { type Problem, ProblemError } from '../client/index.js';
import { asideTransport, outage, queryClient } from './services.js';
import { ageOfStart, beginStart, mailPart, startPart } from './start-response.js';

interface Folders {
  readonly items: readonly unknown[];
}
const alone: Folders = { items: [] };
const { signal } = new AbortController();
const askAlone = jest.fn<(stop: AbortSignal) => Promise<Folders>>();

function foldersPart() {
  return mailPart('folders', askAlone as never, { signal });
}

function messagesPart(key: string) {
  return mailPart('messages', askAlone as never, { signal, key });
}

const answer = { session: { authenticated: true }, permissions: [], folders: { items: [] }, messages: { items: [] } };

function answeredBy(call: () => Promise<unknown>): void {
  Object.assign(asideTransport, { call });
  beginStart('inbox', { folder: 'inbox' });
}

function refusedWith(code: string): void {
  const problem = { code, status: 400, title: '', traceId: undefined } as Problem;
  answeredBy(() => Promise.reject(new ProblemError(problem)));
}

describe('the response that the app starts with', () => {
  beforeEach(() => {
    jest.useFakeTimers();
    askAlone.mockReset().mockResolvedValue(alone);
    outage.set(undefined);
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  afterAll(() => {
    queryClient.clear();
    closePage();
  });

  it('is used for each part once: a second caller requests the service', async () => {
    answeredBy(() => Promise.resolve(answer));
    expect(await foldersPart()).toBe(answer.folders);
    expect(await foldersPart()).toBe(alone);
    expect(await startPart('session')).toBe(answer.session);
    expect(await startPart('session')).toBeUndefined();
  });

  it('contains no list but the requested one', async () => {
    answeredBy(() => Promise.resolve(answer));
    expect(await messagesPart('archive')).toBe(alone);
    expect(await messagesPart('inbox')).toBe(answer.messages);
  });

  it('is old after ten seconds, and states its age', async () => {
    answeredBy(() => Promise.resolve(answer));
    await startPart('session');
    jest.advanceTimersByTime(10_001);
    expect(ageOfStart()).toBe(10_001);
    expect(await messagesPart('inbox')).toBe(alone);
  });

  it.each([
    ['consent_required', 'refused', 'refused'],
    ['step_up_required', 'refused', 'refused'],
    ['mailbox_unavailable', 'refused', 'refused'],
    ['throttled', 'refused', 'refused'],
    ['overloaded', 'refused', 'refused'],
    ['network_unreachable', 'refused', 'refused'],
    ['not_found', 'asked alone', 'refused'],
    ['login_required', 'asked alone', 'asked alone'],
    ['graph_error', 'asked alone', 'asked alone'],
    ['graph_timeout', 'asked alone', 'asked alone'],
    ['identity_provider_unavailable', 'asked alone', 'asked alone'],
  ])('%s: the folders are %s, the list is %s, and the session is requested alone', async (code, folders, list) => {
    refusedWith(code);
    const outcome = (part: Promise<unknown>): Promise<string> =>
      part.then((got) => (got === alone ? 'asked alone' : 'answered')).catch(() => 'refused');
    expect(await startPart('session')).toBeUndefined();
    expect(await startPart('permissions')).toBeUndefined();
    expect(await outcome(foldersPart())).toBe(folders);
    expect(await outcome(messagesPart('inbox'))).toBe(list);
  });

  it('is an outage when it is the problem of the mail in it, and by itself when a part is requested alone', async () => {
    refusedWith('graph_timeout');
    await foldersPart();
    expect(outage.get()).toBeUndefined();
    refusedWith('throttled');
    await expect(foldersPart()).rejects.toThrow();
    expect(outage.get()?.problem.code).toBe('throttled');
  });

  describe('while it is slow', () => {
    let arrive: (value: unknown) => void;
    let fail: (reason: unknown) => void;
    const never = new Promise<Folders>(() => undefined);

    beforeEach(() => {
      answeredBy(
        () =>
          new Promise((resolve, reject) => {
            arrive = resolve;
            fail = reject;
          }),
      );
    });

    it('does not delay the page, and each part of the mail is requested alone', async () => {
      const session = startPart('session');
      const messages = messagesPart('inbox');
      await jest.advanceTimersByTimeAsync(1_499);
      expect(askAlone).not.toHaveBeenCalled();
      await jest.advanceTimersByTimeAsync(2);
      expect(await session).toBeUndefined();
      expect(await messages).toBe(alone);
    });

    it('is used all the same when it arrives first, and ends the separate requests', async () => {
      askAlone.mockReturnValue(never);
      const messages = messagesPart('inbox');
      await jest.advanceTimersByTimeAsync(1_501);
      arrive(answer);
      expect(await messages).toBe(answer.messages);
      expect(askAlone.mock.lastCall?.[0].aborted).toBe(true);
    });

    it('and fails then, the separate responses count', async () => {
      let arriveAlone: (value: Folders) => void = () => undefined;
      askAlone.mockReturnValue(
        new Promise((resolve) => {
          arriveAlone = resolve;
        }),
      );
      const folders = foldersPart();
      await jest.advanceTimersByTimeAsync(1_501);
      fail(new Error('lost'));
      await jest.advanceTimersByTimeAsync(1);
      arriveAlone(alone);
      expect(await folders).toBe(alone);
    });
  });
});
