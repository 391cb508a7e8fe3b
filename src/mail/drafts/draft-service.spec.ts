import { liveSession } from '../../../test/support/mail-session.js';
import type { AuditLog } from '../../common/index.js';
import { GraphProblem, type GraphCall, type GraphClient } from '../../graph/index.js';
import type { DeferredSends, IdempotentRequests } from '../sending/index.js';
import type { AnswerDrafts } from './answer-drafts.js';
import { DraftService } from './draft-service.js';
import type { DraftTexts } from './draft-texts.js';

describe('a discarded draft', () => {
  it('is moved to Deleted Items: Graph would permanently delete what is there already', async () => {
    const asked: unknown[] = [];
    const graph = {
      json: (_: unknown, { method, path, body }: GraphCall) => {
        asked.push([method, path.split('?', 1)[0], body]);
        return Promise.resolve({ id: 'D', isDraft: true, parentFolderId: 'bin' });
      },
    } as unknown as GraphClient;
    const none = {};
    const drafts = new DraftService(
      graph,
      none as AnswerDrafts,
      none as DraftTexts,
      none as IdempotentRequests,
      none as DeferredSends,
      none as AuditLog,
    );
    await drafts.discard(liveSession(), 'D');

    expect(asked.at(-1)).toEqual(['POST', '/me/messages/D/move', { destinationId: 'deleteditems' }]);
    expect(asked).toHaveLength(2);
  });
});

describe('a draft whose sending fails', () => {
  const sendAt = '2030-01-01T00:00:00.000Z';
  const lost = new GraphProblem('graph_timeout', { isOutcomeUnknown: true });
  let forgotten: string[];

  /** Graph, which doesn't answer the call of that operation. */
  function draftsLosing(operation: string): DraftService {
    const answer = (asked: string): Promise<unknown> =>
      asked === operation ? Promise.reject(lost) : Promise.resolve({ id: 'D', isDraft: true });
    const graph = { json: (_: unknown, call: GraphCall) => answer(call.operation) } as unknown as GraphClient;
    const deferred = {
      prepare: () => answer('set time of sending'),
      forgetTime: (_: unknown, id: string) => {
        forgotten.push(id);
        return Promise.resolve();
      },
    } as unknown as DeferredSends;
    const once = { run: (_: unknown, __: unknown, work: () => Promise<void>) => work() };
    const audit = { watch: (_: unknown, __: unknown, work: () => Promise<void>) => work() };
    const none = {};
    return new DraftService(
      graph,
      none as AnswerDrafts,
      none as DraftTexts,
      once as unknown as IdempotentRequests,
      deferred,
      audit as unknown as AuditLog,
    );
  }

  beforeEach(() => {
    forgotten = [];
  });

  it.each([
    ['it was read', 'get draft', []],
    ['its time was written', 'set time of sending', ['D']],
  ])('before %s is certainly not sent, and does not look scheduled', async (_, operation, without) => {
    await expect(draftsLosing(operation).send(liveSession(), 'D', 'key', sendAt)).rejects.toMatchObject({
      code: 'graph_timeout',
      isOutcomeUnknown: false,
    });
    expect(forgotten).toEqual(without);
  });

  it('without an answer may be sent, and keeps its time', async () => {
    await expect(draftsLosing('send draft').send(liveSession(), 'D', 'key', sendAt)).rejects.toBe(lost);
    expect(forgotten).toEqual([]);
  });
});
