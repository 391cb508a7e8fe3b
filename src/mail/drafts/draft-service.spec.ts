import { liveSession } from '../../../test/support/mail-session.js';
import type { AuditLog } from '../../common/index.js';
import type { GraphCall, GraphClient } from '../../graph/index.js';
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
