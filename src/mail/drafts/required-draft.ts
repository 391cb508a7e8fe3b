import { Problem } from '../../common/index.js';
import type { Permission } from '../../config/index.js';
import type { LiveSession } from '../../session/index.js';
import { graphPath, withQuery, type GraphClient } from '../../graph/index.js';
import { summaryOf } from '../model/index.js';

/**
 * Operations on drafts apply to nothing else. Graph itself changes the subject and the body of messages that were sent
 * or received (microsoftgraph/microsoft-graph-docs#11012), attaches files to them and deletes them.
 * @returns Graph's response, with the properties of `expand`
 * @throws Problem `not_found`
 */
export async function requireDraft(
  graph: GraphClient,
  session: LiveSession,
  id: string,
  permissions: readonly Permission[],
  expand?: string,
): Promise<unknown> {
  const answer = await graph.json(session, {
    operation: 'get draft',
    permissions,
    method: 'GET',
    path: withQuery(graphPath`/me/messages/${id}`, { $select: 'id,isDraft,parentFolderId', $expand: expand }),
  });
  if (!summaryOf(answer).isDraft) {
    throw new Problem('not_found');
  }
  return answer;
}
