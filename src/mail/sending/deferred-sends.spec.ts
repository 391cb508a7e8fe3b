import { FakeClock } from '../../../test/support/fake-clock.js';
import { liveSession } from '../../../test/support/mail-session.js';
import { GraphProblem, type GraphCall, type GraphClient, type UnreadableItems } from '../../graph/index.js';
import type { WellKnownFolders } from '../folders/index.js';
import { DeferredSends } from './deferred-sends.js';

const session = liveSession();
const clock = new FakeClock();
const inAnHour = new Date(clock.now() + 3_600_000).toISOString();
const past = new Date(clock.now() - 1).toISOString();

/** Graph has one message; it fails the calls of `failures`, by method and path. */
function sendsOf(
  message: object,
  failures: Readonly<Record<string, Error>> = {},
): { sends: DeferredSends; written: string[]; named: () => number } {
  const written: string[] = [];
  let named = 0;
  const graph = {
    json: (_: unknown, { method, path }: GraphCall) => {
      if (method !== 'GET') {
        written.push(`${method} ${path}`);
      }
      const failure = failures[`${method} ${path}`];
      return failure === undefined
        ? Promise.resolve(path.endsWith('/copy') ? { id: 'copy' } : message)
        : Promise.reject(failure);
    },
  } as unknown as GraphClient;
  const wellKnown = {
    requireNames: () => Promise.resolve((named++, new Map([['D', 'deleteditems']]))),
  } as unknown as WellKnownFolders;
  const unreadable = { note: () => undefined } as unknown as UnreadableItems;
  return { sends: new DeferredSends(graph, wellKnown, clock, unreadable), written, named: () => named };
}

function message(isDraft: boolean, folder: string, sendAt?: string): object {
  const times = sendAt === undefined ? [] : [{ id: 'SystemTime 0x3fef', value: sendAt }];
  return { id: 'm', isDraft, parentFolderId: folder, singleValueExtendedProperties: times };
}

describe('a message that', () => {
  it('is waiting cannot be changed, and can be cancelled', async () => {
    const waiting = message(true, 'drafts', inAnHour);
    const { sends, written } = sendsOf(waiting);

    await expect(sends.requireFree(session, waiting)).rejects.toMatchObject({ code: 'invalid_request' });
    await expect(sends.cancel(session, 'm')).resolves.toBe('copy');
    expect(written).toContain('DELETE /me/messages/m');
  });

  it.each([
    ['waited and lies in Deleted Items', message(true, 'D', inAnHour), 1],
    ['has no time', message(true, 'drafts'), 0],
    ['has a time that is over', message(true, 'drafts', past), 0],
    ['is sent', message(false, 'drafts', inAnHour), 0],
  ])('%s can be changed, and cannot be cancelled', async (_, draft, lookedAt) => {
    const { sends, written, named } = sendsOf(draft);

    await expect(sends.requireFree(session, draft)).resolves.toBeUndefined();
    expect(named()).toBe(lookedAt);
    await expect(sends.cancel(session, 'm')).rejects.toMatchObject({ code: 'not_found' });
    expect(written).toEqual([]);
  });

  it.each([
    ['keeps its copy when it may be deleted', 'DELETE /me/messages/m', true, false],
    ['loses its copy when it certainly stays', 'DELETE /me/messages/m', false, true],
    ['loses its copy when that may keep its time', 'PATCH /me/messages/copy', true, true],
  ])('is cancelled in vain %s', async (_, call, isOutcomeUnknown, isCopyDeleted) => {
    const failure = new GraphProblem('graph_timeout', { isOutcomeUnknown });
    const { sends, written } = sendsOf(message(true, 'drafts', inAnHour), { [call]: failure });

    await expect(sends.cancel(session, 'm')).rejects.toBe(failure);
    expect(written.includes('DELETE /me/messages/copy')).toBe(isCopyDeleted);
  });
});
