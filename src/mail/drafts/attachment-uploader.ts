import type { Readable } from 'node:stream';

import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';

import { Clock, Problem } from '../../common/index.js';
import { Lanes, uploadLanes } from '../../http/index.js';
import { InteractionRequired, type LiveSession } from '../../session/index.js';
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
import { DeferredSends, expandSendTime } from '../sending/index.js';
import { type Attachment, attachmentOf, attachmentProperties, graphAttachment, pageOf } from '../model/index.js';
import type { Upload } from './draft-requests.js';
import { attachmentIdIn } from './attachment-location.js';
import { requireDraft } from './required-draft.js';
import { newOne, type SentFile } from './sent-file.js';
import { UploadTurns, type Patience } from './upload-turns.js';
import { rangeBytes, UploadSession, type Delivery } from './upload-session.js';

export const largestFileBytes = 150 * 1_048_576;
/**
 * Below it a file is sent in one piece, from it on in an upload session. Graph documents 3 MB and accepts 4 MB in a
 * request, of which base64 makes a third more; sessions were measured to be accepted from here on.
 */
const sessionFromBytes = 2 * 1_048_576;
/** From here on a file may look like one of an upload session: Exchange may report a size that is a third larger. */
const turnFromBytes = 1_048_576;
const write = { permissions: ['mail.write'] } as const satisfies Partial<GraphCall>;
const uploadSessionSchema = z.object({ uploadUrl: z.url() });

/** Adds a file to a draft while it arrives, with at most one range of it in memory. */
@Injectable()
export class AttachmentUploader {
  /** In addition to the permit of its user it takes the memory of a range; a waiting body is not read. */
  readonly #lanes = new Lanes(uploadLanes);
  /** Ids that recent uploads have returned: no two uploads return the same one. */
  readonly #claimed = new LRUCache<string, true>({ max: 2_000 });

  constructor(
    private readonly graph: GraphClient,
    private readonly transport: GraphTransport,
    private readonly deferred: DeferredSends,
    private readonly turns: UploadTurns,
    private readonly clock: Clock,
  ) {}

  /** It waits at most a minute for its turn and for a permit, and only for a connected client. */
  async add(
    session: LiveSession,
    draftId: string,
    upload: Upload,
    file: { readonly bytes: number; readonly content: Readable },
  ): Promise<Attachment> {
    if (file.bytes > largestFileBytes) {
      throw new Problem('payload_too_large');
    }
    const patience = { until: this.clock.now() + uploadLanes.waitMs, signal: closedSignalOf(file.content) };
    const endTurn =
      file.bytes >= turnFromBytes ? await this.turns.begin(session, draftId, upload.name, patience) : undefined;
    try {
      return await this.#inTurn(session, draftId, upload, file, patience);
    } finally {
      await endTurn?.();
    }
  }

  async #inTurn(
    session: LiveSession,
    draftId: string,
    upload: Upload,
    file: { readonly bytes: number; readonly content: Readable },
    { until, signal }: Patience,
  ): Promise<Attachment> {
    const release = await this.#lanes.acquire(session.reference.userTag, 1, {
      waitMs: until - this.clock.now(),
      signal,
    });
    try {
      const draft = await requireDraft(this.graph, session, draftId, write.permissions, expandSendTime);
      await this.deferred.requireFree(session, draft);
      return file.bytes >= sessionFromBytes
        ? await this.#addInRanges(session, draftId, upload, file.content, file.bytes)
        : this.#claim(await this.#addAtOnce(session, draftId, upload, file.content, file.bytes));
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
    const before: ReadonlySet<string> = new Set((await this.#attachmentsOf(session, draftId)).map(({ id }) => id));
    const uploadSession = await this.#open(session, draftId, upload, size);
    const source = new ChunkSource(content, rangeBytes);
    try {
      for (let position = 0; ;) {
        const bytes = await readChunk(source);
        if (bytes.length === 0) {
          throw endedEarly();
        }
        const isLast = position + bytes.length === size;
        const delivery = await this.#delivered(session, isLast, () => uploadSession.deliver(bytes, position));
        if (delivery.kind !== 'more') {
          return await this.#added(session, draftId, delivery, { before, size, ...upload });
        }
        position += bytes.length;
      }
    } catch (error) {
      await uploadSession.cancel();
      throw error;
    }
  }

  /**
   * A refusal of the last range is doubtful: Exchange has stored files whose last range it refused. A user who is told
   * that it failed sends the mail with an unknown file, or adds the file twice.
   */
  async #delivered(session: LiveSession, isLast: boolean, deliver: () => Promise<Delivery>): Promise<Delivery> {
    try {
      return await this.graph.withinLimit(session, deliver);
    } catch (error) {
      if (isLast && error instanceof Problem) {
        return { kind: 'doubtful', problem: error };
      }
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

  /**
   * The stored attachments count, not the response of the service: a location is a hint, and so is a refusal of the
   * last range.
   */
  async #added(
    session: LiveSession,
    draftId: string,
    delivery: Exclude<Delivery, { kind: 'more' }>,
    file: SentFile,
  ): Promise<Attachment> {
    const located =
      delivery.kind === 'complete' ? await this.#addedAt(session, draftId, delivery.location, file) : undefined;
    if (located !== undefined) {
      return this.#claim(located);
    }
    const refusal = delivery.kind === 'doubtful' ? delivery.problem : undefined;
    const listed = await this.#attachmentsOf(session, draftId).catch((error: unknown) => {
      throw refusal ?? error;
    });
    // Between the choice and its record nothing is awaited.
    const added = newOne(listed, file, this.#claimed);
    if (added === undefined) {
      throw refusal ?? new GraphProblem('graph_error', { cause: new Error('the uploaded attachment is not there') });
    }
    return this.#claim(added);
  }

  #claim(added: Attachment): Attachment {
    this.#claimed.set(added.id, true);
    return added;
  }

  /** The id in the location is not an immutable one; requested by it, the attachment has the permanent one. */
  async #addedAt(
    session: LiveSession,
    draftId: string,
    location: string | undefined,
    { before }: SentFile,
  ): Promise<Attachment | undefined> {
    const id = attachmentIdIn(location);
    if (id === undefined) {
      return undefined;
    }
    const path = withQuery(graphPath`/me/messages/${draftId}/attachments/${id}`, {
      $select: 'id,name,contentType,size,isInline',
    });
    try {
      const call = { ...write, operation: 'get added attachment', method: 'GET', path } as const;
      const attachment = attachmentOf(await this.graph.json(session, call));
      return before.has(attachment.id) ? undefined : attachment;
    } catch (error) {
      if (error instanceof Problem || error instanceof InteractionRequired) {
        return undefined;
      }
      throw error;
    }
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

/** Aborted when the client has disconnected, or has sent everything. */
function closedSignalOf(content: Readable): AbortSignal {
  const closed = new AbortController();
  if (content.destroyed) {
    closed.abort();
  } else {
    content.once('close', () => {
      closed.abort();
    });
  }
  return closed.signal;
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
