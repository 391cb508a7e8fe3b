import type { BatchAnswer } from '../../graph/index.js';
import { verdictOf } from './removed-messages.js';

const inbox = 'id of the inbox';

function part(status: number, body?: unknown, headers: Readonly<Record<string, string>> = {}): BatchAnswer {
  return { status, headers, body };
}

function error(code: string): object {
  return { error: { code, message: '' } };
}

function kindOf(answer?: BatchAnswer): string {
  return verdictOf('m', inbox, answer, 0).kind;
}

describe('a message that is said to be removed from a folder', () => {
  it('is back when it is in the folder, under the id that was asked for', () => {
    const body = { id: 'another', subject: 'Hello', parentFolderId: inbox };

    expect(verdictOf('m', inbox, part(200, body), 0)).toEqual({ kind: 'back', change: { id: 'm', subject: 'Hello' } });
  });

  it.each([
    ['is in another folder', part(200, { parentFolderId: 'archive' })],
    ['does not exist', part(404, error('ErrorItemNotFound'))],
    ['does not exist, in words that nobody knows', part(404)],
    ['has an id that is no longer understood', part(400, error('ErrorInvalidIdMalformed'))],
  ])('is removed when it %s', (_, answer) => {
    expect(kindOf(answer)).toBe('removed');
  });

  it.each([
    ['has no answer', undefined],
    ['is throttled', part(429, error('ApplicationThrottled'))],
    ['fails', part(500)],
    ['is gone with its mailbox', part(404, error('MailboxNotEnabledForRESTAPI'))],
    ['is forbidden', part(403, error('ErrorAccessDenied'))],
    ['is refused with the token', part(401)],
    ['is null', part(200, null)],
    ['tells no folder', part(200, { id: 'm' })],
  ])('is not believed to be removed when the look at it %s', (_, answer) => {
    expect(kindOf(answer)).toBe('unclear');
  });

  it('is looked at again when Graph says', () => {
    const throttled = part(429, error('ApplicationThrottled'), { 'retry-after': '1' });

    expect(verdictOf('m', inbox, throttled, 0)).toMatchObject({ kind: 'unclear', retryAfterMs: 1000 });
  });
});
