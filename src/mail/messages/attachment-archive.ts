import { once } from 'node:events';
import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { Injectable } from '@nestjs/common';
import { ZipFile } from 'yazl';

import { Problem } from '../../common/index.js';
import { GraphClient, graphPath, withQuery } from '../../graph/index.js';
import { Lanes } from '../../http/index.js';
import type { LiveSession } from '../../session/index.js';
import { type Attachment, attachmentProperties, detailsOf, type Message } from '../model/index.js';
import { AttachmentReader, type AttachmentDownload } from './attachment-reader.js';
import { MessageReader } from './message-reader.js';
import { safeName, ZipNames } from './zip-names.js';

export interface Archive {
  /** After the subject. */
  readonly name: string;
  /** Fails when an attachment does: an incomplete archive is no archive. */
  readonly content: Readable;
}

/** Archives that are being created or read; their number bounds their memory. A few wait for a permit. */
const archiveLanes = { perLane: 2, total: 64, waitingPerLane: 4, waiting: 128, waitMs: 30_000 };

/**
 * All attachments of a message as one file, created while it is downloaded: one attachment at a time, nothing on disk.
 */
@Injectable()
export class AttachmentArchive {
  readonly #lanes = new Lanes(archiveLanes);

  constructor(
    private readonly graph: GraphClient,
    private readonly attachments: AttachmentReader,
    private readonly messages: MessageReader,
  ) {}

  /**
   * Holds one of the user's permits until the content is closed.
   * @throws Problem `not_found` when nothing can be downloaded; pictures in the text and links are omitted; `throttled`
   * and `overloaded` when no permit is released
   */
  async open(session: LiveSession, messageId: string): Promise<Archive> {
    const release = await this.#lanes.acquire(session.user.id);
    try {
      const archive = await this.#begin(session, messageId);
      archive.content.once('close', release);
      return archive;
    } catch (error) {
      release();
      throw error;
    }
  }

  async #begin(session: LiveSession, messageId: string): Promise<Archive> {
    const { subject, attachments } = await this.#message(session, messageId);
    const [first, ...others] = attachments.filter(({ isInline, kind }) => !isInline && kind !== 'reference');
    if (first === undefined) {
      throw new Problem('not_found');
    }
    const open = (each: Attachment): Promise<AttachmentDownload> =>
      this.attachments.open(session, messageId, each.id, each);
    // A fault that prevents all of it is a problem; a later one aborts the download.
    const opened = await open(first);
    const content = new PassThrough();
    const zip = new ZipFile();
    const fail = (error: unknown): void => {
      content.destroy(error instanceof Error ? error : new Error('not archived', { cause: error }));
    };
    zip.on('error', fail);
    pipeline(zip.outputStream, content).catch(fail);
    void this.#fill(zip, content, opened, others, open).catch(fail);
    return { name: `${safeName(subject === '' ? 'attachments' : subject)}.zip`, content };
  }

  async #fill(
    zip: ZipFile,
    content: PassThrough,
    first: AttachmentDownload,
    others: readonly Attachment[],
    open: (attachment: Attachment) => Promise<AttachmentDownload>,
  ): Promise<void> {
    const names = new ZipNames();
    await addTo(zip, content, names, first);
    for (const attachment of others) {
      if (content.destroyed) {
        return;
      }
      await addTo(zip, content, names, await open(attachment));
    }
    zip.end();
  }

  /** The text is read only where it decides which attachments are pictures in it. */
  async #message(session: LiveSession, messageId: string): Promise<Pick<Message, 'subject' | 'attachments'>> {
    const answer = await this.graph.json(session, {
      method: 'GET',
      permissions: ['mail.read'],
      operation: 'list attachments',
      path: withQuery(graphPath`/me/messages/${messageId}`, {
        $select: 'subject',
        $expand: `attachments($select=${attachmentProperties})`,
      }),
    });
    const { summary, attachments } = detailsOf(answer);
    return attachments.some(({ isInline }) => isInline)
      ? this.messages.get(session, messageId, { body: 'html', remoteContent: 'block' })
      : { subject: summary.subject, attachments };
  }
}

/** Done when all of it has been written to the archive. When the client has disconnected, the rest is dropped. */
async function addTo(zip: ZipFile, archive: PassThrough, names: ZipNames, download: AttachmentDownload): Promise<void> {
  const { attachment, content } = download;
  const file = content.body.toReadable();
  // It may have failed before: then it reports that before anybody below listens.
  file.on('error', () => undefined);
  const stop = (): void => {
    file.destroy();
  };
  archive.once('close', stop);
  try {
    if (archive.destroyed) {
      stop();
      return;
    }
    // Attachments are mostly compressed already; compressing costs more than it saves.
    zip.addReadStream(file, names.next(attachment.name), { compress: false });
    await once(file, 'close');
  } finally {
    archive.off('close', stop);
  }
}
