import { FakeClock } from '../../../test/support/fake-clock.js';
import { liveSession } from '../../../test/support/mail-session.js';
import { Problem, type Logger } from '../../common/index.js';
import type { BatchAnswer, BatchAnswers, GraphCall, GraphClient } from '../../graph/index.js';
import { namesIn, WellKnownFolders } from './well-known-folders.js';

const every = ['inbox', 'drafts', 'sentitems', 'deleteditems', 'junkemail', 'outbox'] as const;
const asked = [...every, 'archive', 'clutter'] as const;

function found(id: string): BatchAnswer {
  return { status: 200, headers: {}, body: { id } };
}

function refused(status: number, code?: string): BatchAnswer {
  return { status, headers: {}, body: code === undefined ? undefined : { error: { code, message: '' } } };
}

function answersWith(others: Readonly<Record<string, BatchAnswer | undefined>> = {}): BatchAnswers {
  const answers = { ...Object.fromEntries(asked.map((name) => [name, found(`id of ${name}`)])), ...others };
  return new Map(Object.entries(answers).filter((entry): entry is [string, BatchAnswer] => entry[1] !== undefined));
}

describe("whether a folder is the mail service's own, of which the batch says nothing", () => {
  const session = liveSession();
  const foldersWith = (alone: () => Promise<unknown>): WellKnownFolders => {
    const graph = {
      json: (_: unknown, { path }: GraphCall) =>
        path === '/$batch'
          ? Promise.resolve({
              responses: [...answersWith({ deleteditems: refused(500) })].map(([id, answer]) => ({ id, ...answer })),
            })
          : path.includes('/deleteditems')
            ? alone()
            : Promise.reject(new Problem('not_found')),
    } as unknown as GraphClient;
    return new WellKnownFolders(graph, new FakeClock(), { warning: () => undefined } as unknown as Logger);
  };

  it('is requested separately', async () => {
    const folders = foldersWith(() => Promise.resolve({ id: 'bin' }));

    expect(await folders.isWellKnown(session, 'bin', ['mail.write'])).toBe(true);
    expect((await folders.requireNames(session)).get('bin')).toBe('deleteditems');
  });

  it('is not guessed when that fails too', async () => {
    const folders = foldersWith(() => Promise.reject(new Problem('graph_unavailable')));

    await expect(folders.isWellKnown(session, 'bin', ['mail.write'])).rejects.toMatchObject({
      code: 'graph_unavailable',
    });
    expect((await folders.names(session)).get('id of inbox')).toBe('inbox');
  });
});

describe('the well-known names that a batch returns', () => {
  it('are complete when every folder exists', () => {
    const { found: folders, open } = namesIn(answersWith(), asked);

    expect([folders.get('id of archive'), folders.size, open]).toEqual(['archive', 8, []]);
  });

  it('are requested again after a while where not every mailbox has them', () => {
    const answers = answersWith({
      archive: refused(404, 'ErrorItemNotFound'),
      clutter: refused(400, 'ErrorFolderNotFound'),
    });

    expect(namesIn(answers, asked)).toMatchObject({ open: ['archive', 'clutter'], askAgainMs: 600_000 });
  });

  it.each(every)('are requested again sooner when %s is missing, which every mailbox should have', (name) => {
    const answers = answersWith({ [name]: refused(404, 'ErrorItemNotFound') });

    expect(namesIn(answers, asked)).toMatchObject({ open: [name], askAgainMs: 60_000 });
  });

  it('are requested again the next time while the mailbox is being created', () => {
    const missing = every.filter((name) => name !== 'inbox');
    const refusals = missing.map((name) => [name, refused(404, 'ErrorItemNotFound')] as const);

    expect(namesIn(answersWith(Object.fromEntries(refusals)), asked)).toMatchObject({ open: missing, askAgainMs: 0 });
  });

  it.each([
    ['has no answer', undefined],
    ['is throttled', refused(429, 'ApplicationThrottled')],
    ['fails', refused(500)],
    ['has no mailbox', refused(404, 'MailboxNotEnabledForRESTAPI')],
    ['has no id', { status: 200, headers: {}, body: { id: 7 } }],
  ])('are requested again the next time when a part %s', (_, part) => {
    expect(namesIn(answersWith({ archive: part }), asked)).toMatchObject({ open: ['archive'], askAgainMs: 0 });
  });
});

describe('the well-known folders of a mailbox that lacks Junk Email', () => {
  it('are requested once, and then only what is missing, once a minute', async () => {
    const clock = new FakeClock();
    const batches: string[][] = [];
    const graph = {
      json: (_: unknown, { body }: GraphCall) => {
        const { requests } = body as { requests: { id: string }[] };
        batches.push(requests.map(({ id }) => id));
        const answerOf = (id: string): object =>
          id === 'junkemail' ? refused(404, 'ErrorItemNotFound') : found(`id of ${id}`);
        return Promise.resolve({ responses: requests.map(({ id }) => ({ id, ...answerOf(id) })) });
      },
    } as unknown as GraphClient;
    const folders = new WellKnownFolders(graph, clock, { warning: () => undefined } as unknown as Logger);

    await folders.names(liveSession());
    clock.advance(59_999);
    const names = await folders.names(liveSession());
    expect([batches.length, names.get('id of inbox'), names.size]).toEqual([1, 'inbox', 13]);

    clock.advance(1);
    expect((await folders.names(liveSession())).size).toBe(13);
    expect(batches.slice(1)).toEqual([['junkemail']]);

    // The same account at a frontend of another tenant: another mailbox.
    const session = liveSession();
    await folders.names({ ...session, reference: { ...session.reference, userTag: 'tag-at-another-frontend' } });
    expect(batches.at(-1)).toContain('inbox');
  });
});
