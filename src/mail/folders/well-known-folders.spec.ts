import type { BatchAnswer, BatchAnswers } from '../../graph/index.js';
import { namesIn } from './well-known-folders.js';

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

describe('the well-known names that a batch tells', () => {
  it('are complete when every folder is there', () => {
    const { found: folders, absent, isComplete } = namesIn(answersWith(), asked);

    expect([folders.get('id of archive'), folders.size, absent, isComplete]).toEqual(['archive', 8, [], true]);
  });

  it('are complete without what not every mailbox has, which is to be asked for again', () => {
    const answers = answersWith({
      archive: refused(404, 'ErrorItemNotFound'),
      clutter: refused(400, 'ErrorFolderNotFound'),
    });

    expect(namesIn(answers, asked)).toMatchObject({ absent: ['archive', 'clutter'], isComplete: true });
  });

  it.each(every)('are not complete without %s, which every mailbox has', (name) => {
    expect(namesIn(answersWith({ [name]: refused(404, 'ErrorItemNotFound') }), asked).isComplete).toBe(false);
  });

  it.each([
    ['has no answer', undefined],
    ['is throttled', refused(429, 'ApplicationThrottled')],
    ['fails', refused(500)],
    ['has no mailbox', refused(404, 'MailboxNotEnabledForRESTAPI')],
    ['has no id', { status: 200, headers: {}, body: { id: 7 } }],
  ])('are not complete when a part %s', (_, part) => {
    expect(namesIn(answersWith({ archive: part }), asked).isComplete).toBe(false);
  });
});
