import { liveSession } from '../../../test/support/mail-session.js';
import { GraphProblem, type GraphCall, type GraphClient, type UnreadableItems } from '../../graph/index.js';
import { TransportFailure } from '../../http/index.js';
import type { SanitiserThreads } from '../html/index.js';
import type { PictureAddresses } from '../pictures/index.js';
import type { AttachmentReader } from './attachment-reader.js';
import type { MessageDecorations } from './message-decorations.js';
import { MessageReader } from './message-reader.js';

const view = { body: 'html', remoteContent: 'block' } as const;

/** Reads a message whose HTML is too large for the service. */
function readerOf(message: object): MessageReader {
  const json = (_session: unknown, { prefer = '' }: GraphCall): Promise<unknown> =>
    prefer.includes('html')
      ? Promise.reject(new GraphProblem('graph_error', { cause: new TransportFailure('too_large') }))
      : Promise.resolve({ id: 'm', body: { contentType: 'text', content: 'What I wrote' }, ...message });
  return new MessageReader(
    { json } as unknown as GraphClient,
    undefined as never,
    { plain: (html: string) => Promise.resolve(html) } as unknown as SanitiserThreads,
    undefined as unknown as PictureAddresses,
    { remember: () => undefined } as unknown as AttachmentReader,
    { of: () => Promise.resolve({}) } as unknown as MessageDecorations,
    undefined as never,
    { note: () => undefined } as unknown as UnreadableItems,
  );
}

describe('a message whose HTML is too large', () => {
  it('is shown as its text', async () => {
    const { body } = await readerOf({ isDraft: false }).get(liveSession(), 'm', view);
    expect(body.content).toContain('What I wrote');
  });

  it('is not opened when it is a draft: its text and the notice would be taken for all that the user wrote', async () => {
    await expect(readerOf({ isDraft: true }).get(liveSession(), 'm', view)).rejects.toThrow(GraphProblem);
  });
});
