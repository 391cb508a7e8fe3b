import {
  type Message,
  type MessageActionResult,
  type MessageSummary,
  type Problem,
  ProblemError,
} from '../../client/index.js';
import { messageSummary } from '../testing/message-summary.js';
import type { RequestedAction } from './mail-action.js';
import { idsAtOnce, perform, type PerformPorts } from './perform-action.js';

const LATEST = '2026-01-02T00:00:00Z';

function ids(messages: readonly MessageSummary[]): string[] {
  return messages.map(({ id }) => id);
}
const many = Array.from({ length: idsAtOnce + 5 }, (_, index) => messageSummary(`m${index}`));

function deletionOf(messages: readonly MessageSummary[], more: Partial<RequestedAction> = {}): RequestedAction {
  const action = { kind: 'delete' } as const;
  return { id: 'a', userId: 'u', action, from: 'inbox', requestedAt: 0, messages, origin: 'user', ...more };
}

function problem(code: 'forbidden' | 'not_found' | 'throttled', status: number): ProblemError {
  const common = { status, title: '', traceId: undefined };
  const known: Problem = code === 'throttled' ? { ...common, code, retryAfterSeconds: undefined } : { ...common, code };
  return new ProblemError(known);
}

/** A mailbox with a response for each request in `answers`; every other request succeeds. */
function mailbox(
  answers: readonly (ProblemError | ((id: string) => Partial<MessageActionResult>) | undefined)[],
  rest: readonly MessageSummary[] = [],
  now: readonly MessageSummary[] = [],
): { ports: PerformPorts; log: string[] } {
  const log: string[] = [];
  let requests = 0;
  const ports: PerformPorts = {
    mail: {
      act: (request) => {
        const answer = answers[requests];
        requests += 1;
        log.push(`act ${request.ids.length}`);
        if (answer instanceof ProblemError) {
          return Promise.reject(answer);
        }
        return Promise.resolve(request.ids.map((id) => ({ id, status: 200, ...answer?.(id) })));
      },
      message: (id) => {
        const one = now.find((known) => known.id === id);
        if (one === undefined) {
          return Promise.reject(problem('not_found', 404));
        }
        return Promise.resolve({ ...one, cc: [], bcc: [], replyTo: [], attachments: [] } as unknown as Message);
      },
      messages: () => Promise.resolve({ items: [...rest], nextCursor: null }),
    },
    onProgress: () => undefined,
    onFound: (messages) => log.push(`found ${ids(messages).join()}`),
  };
  return { ports, log };
}

describe('an action in the mailbox', () => {
  it('skips messages that are found in a folder and request a read receipt, and reports them', async () => {
    const found = [messageSummary('r1'), messageSummary('r2', { isReadReceiptRequested: true })];
    const known = messageSummary('k', { isReadReceiptRequested: true });
    const { ports, log } = mailbox([], [...found, known]);
    const request = deletionOf([messageSummary('m1')], {
      action: { kind: 'mark-read', sparesReceipts: true },
      rests: [{ folder: 'inbox', upTo: LATEST }],
      spared: [known],
    });
    const { messages, spared } = await perform(request, ports);
    expect([ids(messages), ids(spared)]).toEqual([
      ['m1', 'r1'],
      ['k', 'r2'],
    ]);
    expect(log).toEqual(['found m1,r1', 'act 2']);
  });

  it('reports its targets before it begins', async () => {
    const { ports, log } = mailbox([], [messageSummary('1'), messageSummary('2')]);
    const request = deletionOf([messageSummary('1')], { rests: [{ folder: 'inbox', upTo: LATEST }] });

    expect(ids((await perform(request, ports)).messages)).toEqual(['1', '2']);
    expect(log).toEqual(['found 1,2', 'act 2']);
  });

  it('does not revert what was done before a refusal, and leaves the rest unchanged', async () => {
    const { ports } = mailbox([undefined, problem('forbidden', 403)]);

    const { messages, failed } = await perform(deletionOf(many), ports);

    expect(ids(messages)).toEqual(ids(many).slice(0, idsAtOnce));
    expect(ids(failed)).toEqual(ids(many).slice(idsAtOnce));
  });

  it('is refused when its first request is, and is retried as a whole when any request may succeed later', async () => {
    const refused = problem('forbidden', 403);
    const throttled = problem('throttled', 429);

    await expect(perform(deletionOf(many), mailbox([refused]).ports)).rejects.toBe(refused);
    await expect(perform(deletionOf(many), mailbox([undefined, throttled]).ports)).rejects.toBe(throttled);
  });

  it('is refused for the first reason when nothing was done', async () => {
    const { ports } = mailbox([() => ({ status: 403, code: 'forbidden' }), problem('forbidden', 403)]);

    await expect(perform(deletionOf(many), ports)).rejects.toMatchObject({ problem: { code: 'forbidden' } });
  });

  it('reports single failures, and treats missing messages as deleted', async () => {
    const statuses: Record<string, Partial<MessageActionResult>> = {
      '1': { status: 404, code: 'not_found' },
      '2': { status: 403, code: 'forbidden' },
    };
    const { ports } = mailbox([(id) => statuses[id] ?? {}]);

    const { messages, failed } = await perform(
      deletionOf([messageSummary('1'), messageSummary('2'), messageSummary('3')]),
      ports,
    );

    expect([ids(messages), ids(failed)]).toEqual([['1', '3'], ['2']]);
  });

  it('restores messages that were found in all folders, each to its own', async () => {
    const requests: unknown[] = [];
    const { ports } = mailbox([]);
    const act: PerformPorts['mail']['act'] = (request, options) => {
      requests.push(request);
      return ports.mail.act(request, options);
    };
    const inFolder = (id: string, folder: string): MessageSummary => ({
      ...messageSummary(id),
      folder: { id: folder, name: folder, wellKnownName: null },
    });
    const messages = [inFolder('1', 'A'), inFolder('2', 'B'), inFolder('3', 'A')];
    const request = deletionOf(messages, { action: { kind: 'move-back' }, from: 'all' });
    const { failed } = await perform(request, { ...ports, mail: { ...ports.mail, act } });
    expect(failed).toEqual([]);
    expect(requests).toEqual([
      { action: 'move', folder: 'A', ids: ['1', '3'] },
      { action: 'move', folder: 'B', ids: ['2'] },
    ]);
  });

  it('categorises messages together that get the same categories, and preserves their other categories', async () => {
    const requests: unknown[] = [];
    const { ports } = mailbox([]);
    const act: PerformPorts['mail']['act'] = (request, options) => {
      requests.push(request);
      return ports.mail.act(request, options);
    };
    const messages = [
      messageSummary('1'),
      { ...messageSummary('2'), categories: ['Blue', 'Old'] },
      { ...messageSummary('3'), categories: ['Red'] },
    ];
    const action = { kind: 'categorise', add: ['Red'], remove: ['Old'] } as const;
    await perform(deletionOf(messages, { action }), { ...ports, mail: { ...ports.mail, act } });
    expect(requests).toEqual([
      { action: 'categorise', categories: ['Red'], ids: ['1', '3'] },
      { action: 'categorise', categories: ['Blue', 'Red'], ids: ['2'] },
    ]);
  });

  it('preserves categories that were set elsewhere since, and reports the previous ones', async () => {
    const requests: unknown[] = [];
    const having = (id: string, ...categories: string[]): MessageSummary => ({ ...messageSummary(id), categories });
    // The first attempt may have been performed: the mailbox has the category already.
    const { ports } = mailbox([], [], [having('1', 'Blue', 'Elsewhere', 'Red'), having('2', 'Elsewhere')]);
    const act: PerformPorts['mail']['act'] = (request, options) => {
      requests.push(request);
      return ports.mail.act(request, options);
    };
    const action = { kind: 'categorise', add: ['Red'], remove: [] } as const;
    const request = deletionOf([having('1', 'Blue', 'Gone'), having('2')], { action });
    const { messages } = await perform(request, { ...ports, mail: { ...ports.mail, act } });
    expect(requests).toEqual([
      { action: 'categorise', categories: ['Blue', 'Elsewhere', 'Red'], ids: ['1'] },
      { action: 'categorise', categories: ['Elsewhere', 'Red'], ids: ['2'] },
    ]);
    expect(messages.map(({ categories }) => categories)).toEqual([['Blue', 'Elsewhere'], ['Elsewhere']]);
  });
});
