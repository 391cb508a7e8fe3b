import type { Readable } from 'node:stream';

import { Injectable } from '@nestjs/common';
import { z } from 'zod';

import { Clock, Problem } from '../../common/index.js';
import { Lanes, uploadLanes } from '../../http/index.js';
import type { LiveSession } from '../../session/index.js';
import {
  graphPath,
  withQuery,
  GraphClient,
  type GraphCall,
  GraphProblem,
  GraphTransport,
  isUploadAddress,
} from '../../graph/index.js';
import { ChunkSource } from './chunk-source.js';
import { type Attachment, attachmentOf, attachmentProperties, graphAttachment, pageOf } from '../model/index.js';
import type { Upload } from './draft-requests.js';
import { requireDraft } from './required-draft.js';
import { rangeBytes, UploadSession } from './upload-session.js';

const largestFileBytes = 150 * 1_048_576;
/**
 * Below it a file goes in one piece, from it on in an upload session. Graph documents 3 MB and takes 4 MB in a request, of which
 * base64 makes a third more; sessions were measured to be taken from here on.
 */
const sessionFromBytes = 2 * 1_048_576;
const write = { permissions: ['mail.write'] } as const satisfies Partial<GraphCall>;
const uploadSessionSchema = z.object({ uploadUrl: z.url() });

/** Adds a file to a draft while it arrives, with one range of it in memory at most. */
@Injectable()
export class AttachmentUploader {
  /** Beside the place of its user it takes the memory of a range; whoever waits is not read. */
  readonly #lanes = new Lanes(uploadLanes);

  constructor(
    private readonly graph: GraphClient,
    private readonly transport: GraphTransport,
    private readonly clock: Clock,
  ) {}

  async add(
    session: LiveSession,
    draftId: string,
    upload: Upload,
    file: { readonly bytes: number; readonly content: Readable },
  ): Promise<Attachment> {
    if (file.bytes > largestFileBytes) {
      throw new Problem('payload_too_large');
    }
    const release = await this.#lanes.acquire(session.reference.userTag);
    try {
      await requireDraft(this.graph, session, draftId, write.permissions);
      return file.bytes < sessionFromBytes
        ? await this.#addAtOnce(session, draftId, upload, file.content, file.bytes)
        : await this.#addInRanges(session, draftId, upload, file.content, file.bytes);
    } finally {
      release();
    }
  }

  async #addAtOnce(
    session: LiveSession,
    draftId: string,
    upload: Upload,
    content: Readable,
    size: number,
  ): Promise<Attachment> {
    const bytes = await readChunk(new ChunkSource(content, Math.max(size, 1)));
    const answer = await this.graph.json(session, {
      ...write,
      operation: 'add attachment',
      method: 'POST',
      path: graphPath`/me/messages/${draftId}/attachments`,
      body: graphAttachment({ ...upload, contentBytes: bytes.toString('base64') }),
    });
    return attachmentOf(answer);
  }

  async #addInRanges(
    session: LiveSession,
    draftId: string,
    upload: Upload,
    content: Readable,
    size: number,
  ): Promise<Attachment> {
    const before = new Set((await this.#attachmentsOf(session, draftId)).map(({ id }) => id));
    const uploadSession = await this.#open(session, draftId, upload, size);
    const source = new ChunkSource(content, rangeBytes);
    try {
      for (let position = 0; ;) {
        const bytes = await readChunk(source);
        if (bytes.length === 0) {
          throw endedEarly();
        }
        const delivery = await this.graph.withinLimit(session, () => uploadSession.deliver(bytes, position));
        if (delivery.kind === 'complete') {
          const { location } = delivery;
          return location === undefined
            ? await this.#foundNew(session, draftId, before, { name: upload.name, size })
            : await this.#added(session, draftId, location);
        }
        position += bytes.length;
      }
    } catch (error) {
      await uploadSession.cancel();
      throw error;
    }
  }

  async #open(session: LiveSession, draftId: string, upload: Upload, size: number): Promise<UploadSession> {
    const answer = await this.graph.json(session, {
      ...write,
      operation: 'open upload session',
      method: 'POST',
      path: graphPath`/me/messages/${draftId}/attachments/createUploadSession`,
      body: { AttachmentItem: { attachmentType: 'file', size, ...upload } },
    });
    const { data, error } = uploadSessionSchema.safeParse(answer);
    if (data === undefined) {
      throw new GraphProblem('graph_error', { cause: error });
    }
    const url = new URL(data.uploadUrl);
    if (!isUploadAddress(url, this.transport.origin)) {
      throw new GraphProblem('graph_error', { cause: new RangeError(`no upload goes to ${url.hostname}`) });
    }
    return new UploadSession(this.transport, url, size, () => this.clock.now());
  }

  /** The id in the location is not an immutable one; asked for by it, the attachment tells the one that stays. */
  async #added(session: LiveSession, draftId: string, location: string): Promise<Attachment> {
    const id = /\/Attachments\('([^']+)'\)\/?$/i.exec(location)?.[1];
    if (id === undefined) {
      throw new GraphProblem('graph_error', { cause: new RangeError('a location without an attachment') });
    }
    return attachmentOf(
      await this.graph.json(session, {
        ...write,
        operation: 'get added attachment',
        method: 'GET',
        path: withQuery(graphPath`/me/messages/${draftId}/attachments/${decodeURIComponent(id)}`, {
          $select: 'id,name,contentType,size,isInline',
        }),
      }),
    );
  }

  /** The one that was not there before. An older file of that name is another file. */
  async #foundNew(
    session: LiveSession,
    draftId: string,
    before: ReadonlySet<string>,
    file: { readonly name: string; readonly size: number },
  ): Promise<Attachment> {
    const added = (await this.#attachmentsOf(session, draftId)).findLast(
      ({ id, name, size }) => !before.has(id) && name === file.name && size >= file.size,
    );
    if (added === undefined) {
      throw new GraphProblem('graph_error', { cause: new Error('the uploaded attachment is not there') });
    }
    return added;
  }

  async #attachmentsOf(session: LiveSession, draftId: string): Promise<readonly Attachment[]> {
    const answer = await this.graph.json(session, {
      ...write,
      operation: 'list attachments of draft',
      method: 'GET',
      path: withQuery(graphPath`/me/messages/${draftId}/attachments`, { $select: attachmentProperties }),
    });
    return pageOf(answer).items.map(attachmentOf);
  }
}

async function readChunk(source: ChunkSource): Promise<Buffer> {
  try {
    return await source.next();
  } catch (error) {
    throw endedEarly(error);
  }
}

function endedEarly(cause?: unknown): Problem {
  const errors = [{ path: 'body', message: 'ended before all of it was sent' }];
  return new Problem('invalid_request', { members: { errors }, cause });
}
