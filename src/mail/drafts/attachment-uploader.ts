import type { Readable } from 'node:stream';

import { Injectable } from '@nestjs/common';
import { z } from 'zod';

import { Clock, Problem } from '../../common/index.js';
import type { LiveSession } from '../../session/index.js';
import { graphPath, withQuery, GraphClient, type GraphCall, GraphProblem, GraphTransport } from '../../graph/index.js';
import { ChunkSource } from './chunk-source.js';
import { attachmentOf, attachmentProperties } from '../messages/graph-message.js';
import type { Attachment } from '../messages/message.schema.js';
import { graphAttachment } from '../sending/outgoing-message.js';
import { pageOf } from '../messages/page.js';
import type { Upload } from '../messages/request.schema.js';
import { requireDraft } from './required-draft.js';
import { rangeBytes, UploadSession } from './upload-session.js';

const largestFileBytes = 150 * 1_048_576;
/** Below it Graph takes a file in one piece, from it on in an upload session. */
const sessionFromBytes = 3 * 1_048_576;
const write = { permissions: ['mail.write'] } as const satisfies Partial<GraphCall>;
const uploadSessionSchema = z.object({ uploadUrl: z.url() });

/** Adds a file to a draft while it arrives, with one range of it in memory at most. */
@Injectable()
export class AttachmentUploader {
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
    await requireDraft(this.graph, session, draftId, write.permissions);
    return file.bytes < sessionFromBytes
      ? this.#addAtOnce(session, draftId, upload, file.content, file.bytes)
      : this.#addInRanges(session, draftId, upload, file.content, file.bytes);
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
          return await this.#added(session, draftId, upload.name, delivery.location);
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
    return new UploadSession(this.transport, new URL(data.uploadUrl), size, () => this.clock.now());
  }

  /** The id in the location is not an immutable one; asked for by it, the attachment tells the one that stays. */
  async #added(session: LiveSession, draftId: string, name: string, location: string | undefined): Promise<Attachment> {
    const id = /\/Attachments\('([\w=%-]+)'\)\/?$/i.exec(location ?? '')?.[1];
    const attachments = graphPath`/me/messages/${draftId}/attachments`;
    const path = id === undefined ? attachments : attachments + graphPath`/${decodeURIComponent(id)}`;
    const answer = await this.graph.json(session, {
      ...write,
      operation: 'get added attachment',
      method: 'GET',
      path: withQuery(path, { $select: id === undefined ? attachmentProperties : 'id,name,contentType,size,isInline' }),
    });
    if (id !== undefined) {
      return attachmentOf(answer);
    }
    const added = pageOf(answer)
      .items.map(attachmentOf)
      .findLast((attachment) => attachment.name === name);
    if (added === undefined) {
      throw new GraphProblem('graph_error', { cause: new Error('the uploaded attachment is not there') });
    }
    return added;
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
