import { Problem } from '../common/index.js';
import type { LiveSession } from '../session/index.js';
import type { GraphCall } from './graph-call.js';
import type { GraphClient, GraphStream } from './graph-client.js';

/**
 * A photo, whose absence Graph reports in many ways: by 404, by 400, by 204, and as for a user without a mailbox.
 * @throws Problem `not_found`
 */
export async function getPhoto(
  graph: Pick<GraphClient, 'stream'>,
  session: LiveSession,
  call: Pick<GraphCall, 'operation' | 'permissions' | 'path'>,
): Promise<GraphStream> {
  try {
    const photo = await graph.stream(session, { ...call, method: 'GET', refusedAs: 'not_found', expects: 'small' });
    if (photo.status === 204 || photo.headers['content-length'] === '0') {
      photo.body.cancel();
      throw new Problem('not_found');
    }
    return photo;
  } catch (error) {
    if (error instanceof Problem && error.code === 'mailbox_unavailable') {
      throw new Problem('not_found', { cause: error });
    }
    throw error;
  }
}
