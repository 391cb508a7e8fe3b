import { randomBytes, randomUUID } from 'node:crypto';
import { ByteContent } from './byte-content.js';
import { entityTooLarge, GraphError, itemNotFound } from './graph-error.js';
import type { MailItem, StoredAttachment } from './mailbox/mail-item.js';
import type { Mailbox } from './mailbox/mailbox.js';

export const maximumChunkBytes = 4 * 1024 * 1024;
export const maximumFileBytes = 150 * 1024 * 1024;
/** Documented as 3 MB, but measured: sessions are accepted from this size on. */
export const minimumSessionBytes = 2 * 1024 * 1024;
const LIFETIME = 60 * 60 * 1000;

export interface UploadItem {
  readonly name: string;
  readonly size: number;
  readonly contentType: string;
  readonly isInline: boolean;
  readonly contentId: string | null;
}

export interface UploadSession {
  readonly id: string;
  /** Replaces the Authorization header: it is part of the upload URL. */
  readonly token: string;
  readonly mailbox: Mailbox;
  readonly message: MailItem;
  readonly item: UploadItem;
  expiresAt: number;
  readonly chunks: Buffer[];
  received: number;
  /** How many ranges were refused because the session was only just made. */
  refusedEarly: number;
}

export interface ContentRange {
  readonly start: number;
  readonly end: number;
  readonly total: number;
}

export function parseContentRange(header: string | undefined): ContentRange {
  const [, start, end, total] = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(header ?? '') ?? [];
  if (start === undefined || end === undefined || total === undefined) {
    throw new GraphError(400, 'ErrorInvalidContentRange', 'The Content-Range header is missing or malformed.');
  }
  return { start: Number(start), end: Number(end), total: Number(total) };
}

export type ChunkResult =
  | { readonly kind: 'more'; readonly next: number }
  | { readonly kind: 'complete'; readonly attachment: StoredAttachment };

export class UploadSessions {
  readonly #sessions = new Map<string, UploadSession>();

  constructor(
    private readonly now: () => number,
    private readonly conditions: () => { readonly lateUploadSessions: number },
  ) {}

  open(mailbox: Mailbox, message: MailItem, item: UploadItem): UploadSession {
    if (item.size < minimumSessionBytes) {
      throw new GraphError(
        400,
        'ErrorAttachmentSizeShouldNotBeLessThanMinimumSize',
        'The size of the attachment should not be less than the minimum size of 2 MB.',
      );
    }
    if (item.size > maximumFileBytes) {
      throw new GraphError(400, 'ErrorAttachmentSizeLimitExceeded', 'The attachment is larger than 150 MB.');
    }
    const session: UploadSession = {
      id: randomUUID(),
      token: randomBytes(24).toString('base64url'),
      mailbox,
      message,
      item,
      expiresAt: this.now() + LIFETIME,
      chunks: [],
      received: 0,
      refusedEarly: 0,
    };
    this.#sessions.set(session.id, session);
    return session;
  }

  find(id: string, token: string | undefined): UploadSession {
    const session = this.#sessions.get(id);
    if (session === undefined) {
      throw new GraphError(404, 'ErrorItemNotFound', 'The upload session was not found.');
    }
    if (session.token !== token) {
      throw new GraphError(401, 'InvalidAuthenticationToken', 'The upload token is not valid.');
    }
    if (this.now() >= session.expiresAt) {
      this.#sessions.delete(id);
      throw new GraphError(410, 'ErrorUploadSessionExpired', 'The upload session has expired.');
    }
    return session;
  }

  /** Accepts ranges in order. A chunk that fails does not change the session. */
  accept(session: UploadSession, range: ContentRange, bytes: Buffer): ChunkResult {
    if (bytes.length > maximumChunkBytes) {
      throw entityTooLarge();
    }
    if (range.total !== session.item.size || range.end >= range.total || range.end - range.start + 1 !== bytes.length) {
      throw new GraphError(
        400,
        'ErrorInvalidContentRange',
        'The Content-Range header does not fit the bytes or the file.',
      );
    }
    if (session.received === 0 && session.refusedEarly < this.conditions().lateUploadSessions) {
      session.refusedEarly += 1;
      throw itemNotFound();
    }
    if (range.start !== session.received) {
      throw new GraphError(
        416,
        'ErrorInvalidRange',
        `The range does not begin at the next expected byte ${session.received}.`,
      );
    }
    session.chunks.push(bytes);
    session.received += bytes.length;
    if (session.received < session.item.size) {
      return { kind: 'more', next: session.received };
    }
    this.#sessions.delete(session.id);
    const { name, contentType, isInline, contentId } = session.item;
    return {
      kind: 'complete',
      attachment: {
        key: randomUUID(),
        name,
        contentType,
        isInline,
        contentId,
        content: new ByteContent(session.chunks),
        modifiedAt: this.now(),
      },
    };
  }

  close(session: UploadSession): void {
    this.#sessions.delete(session.id);
  }

  expireAll(): void {
    for (const session of this.#sessions.values()) {
      session.expiresAt = this.now();
    }
  }

  count(): number {
    return this.#sessions.size;
  }

  reset(): void {
    this.#sessions.clear();
  }
}
