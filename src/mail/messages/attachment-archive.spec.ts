import { once } from 'node:events';

import { jest } from '@jest/globals';

import { eventually } from '../../../test/support/eventually.js';
import { liveSession } from '../../../test/support/mail-session.js';
import type { GraphClient } from '../../graph/index.js';
import { ResponseRelay, TransportFailure } from '../../http/index.js';
import { AttachmentArchive } from './attachment-archive.js';
import type { AttachmentReader } from './attachment-reader.js';
import type { MessageReader } from './message-reader.js';

const session = liveSession();

function file(id: string): object {
  return {
    '@odata.type': '#microsoft.graph.fileAttachment',
    id,
    name: `${id}.bin`,
    contentType: 'application/octet-stream',
    size: 3,
    isInline: false,
  };
}

describe('an archive of attachments', () => {
  let asked: number;
  let relays: ResponseRelay[];
  /** Settles before any attachment but the first is open. */
  let beforeNext: Promise<void>;
  let archive: AttachmentArchive;

  beforeEach(() => {
    asked = 0;
    relays = [];
    beforeNext = Promise.resolve();
    const graph = {
      json: () => {
        asked++;
        return Promise.resolve({ id: 'm', subject: 'Files', attachments: [file('a'), file('b')] });
      },
    } as unknown as GraphClient;
    const attachments = {
      open: async (_session: unknown, _messageId: string, id: string) => {
        const relay = new ResponseRelay(
          { abort: () => undefined, pause: () => undefined, resume: () => undefined },
          undefined,
        );
        relays.push(relay);
        await (id === 'a' ? undefined : beforeNext);
        return { attachment: { ...file(id), kind: 'file' }, content: { headers: {}, body: relay } };
      },
    } as unknown as AttachmentReader;
    archive = new AttachmentArchive(graph, attachments, {} as MessageReader);
  });

  it('holds one of two permits of its user until its reader has finished', async () => {
    const [first] = [await archive.open(session, 'm'), await archive.open(session, 'm')];
    const third = archive.open(session, 'm');
    await new Promise(setImmediate);
    expect(asked).toBe(2);

    first.content.destroy();

    expect((await third).name).toBe('Files.zip');
    expect(asked).toBe(3);
  });

  it('releases its permit when there is nothing to archive', async () => {
    const empty = { json: () => Promise.resolve({ id: 'm', attachments: [] }) } as unknown as GraphClient;
    archive = new AttachmentArchive(empty, {} as AttachmentReader, {} as MessageReader);

    for (let each = 0; each < 8; each++) {
      await expect(archive.open(session, 'm')).rejects.toMatchObject({ code: 'not_found' });
    }
  });

  it('ends without an error when its reader has disconnected and the next attachment has failed', async () => {
    let openNext: () => void = () => undefined;
    beforeNext = new Promise((resolve) => (openNext = resolve));
    const { content } = await archive.open(session, 'm');
    content.resume();
    relays[0]?.push(Buffer.from('abc'));
    relays[0]?.complete();
    await eventually(() => {
      expect(relays).toHaveLength(2);
    });
    relays[1]?.fail(new TransportFailure('reset'));
    content.destroy();
    await once(content, 'close');
    const uncaught = jest.fn();
    process.once('uncaughtException', uncaught);

    openNext();
    await new Promise(setImmediate);
    await new Promise(setImmediate);

    process.off('uncaughtException', uncaught);
    expect(uncaught).not.toHaveBeenCalled();
  });
});
