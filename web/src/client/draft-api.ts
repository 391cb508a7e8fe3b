import { defined } from './defined.js';
import { parseProblem } from './parse-problem.js';
import { ProblemError } from './problem.js';
import type { CallOptions, Transport } from './transport.js';
import type { Attachment, DraftChange, DraftInput, MessageSummary } from './types.js';

export interface UploadOptions {
  readonly signal?: AbortSignal | undefined;
  /** From 0 to 1. */
  readonly onProgress?: ((fraction: number) => void) | undefined;
}

export interface Upload {
  readonly name: string;
  readonly contentType: string;
  readonly content: Blob;
  /** A picture in the text, which names it by `cid:` and this. */
  readonly contentId?: string | undefined;
}

export interface SendDraftOptions extends CallOptions {
  /** The same key sends the draft once, however often the call is repeated. */
  readonly idempotencyKey: string;
}

const sendTimeoutMs = 60_000;

/** `/api/mail/drafts`: drafts stored in the mailbox. */
export class DraftApi {
  constructor(private readonly transport: Transport) {}

  /** With `inReplyTo`, a reply in the conversation of that message. */
  create(draft: DraftInput, options?: CallOptions): Promise<MessageSummary> {
    return this.transport.call(
      (init) => this.transport.api.POST('/api/mail/drafts', { ...init, body: draft }),
      options,
    );
  }

  /** Absent members stay unchanged. */
  update(id: string, change: DraftChange, options?: CallOptions): Promise<MessageSummary> {
    const params = { path: { id } };
    return this.transport.call(
      (init) => this.transport.api.PATCH('/api/mail/drafts/{id}', { ...init, params, body: change }),
      options,
    );
  }

  async send(id: string, { idempotencyKey, signal, quiet }: SendDraftOptions): Promise<void> {
    const params = { path: { id }, header: { 'Idempotency-Key': idempotencyKey } };
    await this.transport.call(
      (init) => this.transport.api.POST('/api/mail/drafts/{id}/send', { ...init, params, body: {} }),
      {
        signal,
        timeoutMs: sendTimeoutMs,
        ...defined({ quiet }),
      },
    );
  }

  async delete(id: string, options?: CallOptions): Promise<void> {
    const params = { path: { id } };
    await this.transport.call(
      (init) => this.transport.api.DELETE('/api/mail/drafts/{id}', { ...init, params }),
      options,
    );
  }

  async detach(id: string, attachmentId: string, options?: CallOptions): Promise<void> {
    const params = { path: { id, attachmentId } };
    await this.transport.call(
      (init) => this.transport.api.DELETE('/api/mail/drafts/{id}/attachments/{attachmentId}', { ...init, params }),
      options,
    );
  }

  /** Uses XMLHttpRequest, because fetch reports no progress of an upload. */
  attach(
    id: string,
    { name, contentType, content, contentId }: Upload,
    options: UploadOptions = {},
  ): Promise<Attachment> {
    const { signal, onProgress } = options;
    const inline: Record<string, string> = contentId === undefined ? {} : { inline: 'true', contentId };
    const query = new URLSearchParams({ name, contentType, ...inline });
    const path = `/api/mail/drafts/${encodeURIComponent(id)}/attachments?${query.toString()}`;
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      const abort = (): void => {
        request.abort();
      };
      request.open('POST', path);
      request.setRequestHeader('X-CSRF', '1');
      request.setRequestHeader('Content-Type', 'application/octet-stream');
      request.upload.onprogress = (event) => onProgress?.(event.total > 0 ? event.loaded / event.total : 0);
      request.onload = () => {
        const body = bodyOf(request);
        if (request.status < 300) {
          resolve(body as Attachment);
        } else {
          reject(new ProblemError(parseProblem(new Response(null, { status: request.status }), body)));
        }
      };
      request.onerror = () => {
        reject(new ProblemError(parseProblem(new Response(null, { status: 503 }), undefined)));
      };
      request.onabort = () => {
        reject(new DOMException('Aborted', 'AbortError'));
      };
      signal?.addEventListener('abort', abort, { once: true });
      request.send(content);
    });
  }
}

function bodyOf(request: XMLHttpRequest): unknown {
  try {
    return JSON.parse(request.responseText);
  } catch {
    return undefined;
  }
}
