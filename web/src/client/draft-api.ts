import { parseProblem } from './parse-problem.js';
import { ProblemError } from './problem.js';
import type { CallOptions, Transport } from './transport.js';
import type { DraftChange, DraftInput, MessageSummary } from './types.js';

export interface UploadOptions {
  readonly signal?: AbortSignal | undefined;
  /** From 0 to 1. */
  readonly onProgress?: ((fraction: number) => void) | undefined;
}

/** `/api/mail/drafts`: drafts kept in the mailbox. */
export class DraftApi {
  constructor(private readonly transport: Transport) {}

  /** With `inReplyTo` an answer, in the conversation of what it answers. */
  create(draft: DraftInput, options?: CallOptions): Promise<MessageSummary> {
    return this.transport.call(
      (init) => this.transport.api.POST('/api/mail/drafts', { ...init, body: draft }),
      options,
    );
  }

  /** Absent members stay as they are. */
  update(id: string, change: DraftChange, options?: CallOptions): Promise<MessageSummary> {
    const params = { path: { id } };
    return this.transport.call(
      (init) => this.transport.api.PATCH('/api/mail/drafts/{id}', { ...init, params, body: change }),
      options,
    );
  }

  async send(id: string, options?: CallOptions): Promise<void> {
    const params = { path: { id } };
    await this.transport.call(
      (init) => this.transport.api.POST('/api/mail/drafts/{id}/send', { ...init, params }),
      options,
    );
  }

  async delete(id: string, options?: CallOptions): Promise<void> {
    const params = { path: { id } };
    await this.transport.call(
      (init) => this.transport.api.DELETE('/api/mail/drafts/{id}', { ...init, params }),
      options,
    );
  }

  /** XMLHttpRequest, because fetch does not tell how much of a body has gone out. */
  attach(id: string, file: File, { signal, onProgress }: UploadOptions = {}): Promise<void> {
    const query = new URLSearchParams({ name: file.name, contentType: file.type || 'application/octet-stream' });
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
        if (request.status < 300) resolve();
        else reject(new ProblemError(problemOfUpload(request)));
      };
      request.onerror = () => {
        reject(new ProblemError(problemOfUpload(request)));
      };
      request.onabort = () => {
        reject(new DOMException('Aborted', 'AbortError'));
      };
      signal?.addEventListener('abort', abort, { once: true });
      request.send(file);
    });
  }
}

function problemOfUpload(request: XMLHttpRequest): ReturnType<typeof parseProblem> {
  if (request.status === 0) return parseProblem(new Response(null, { status: 503 }), undefined);
  let body: unknown;
  try {
    body = JSON.parse(request.responseText);
  } catch {
    body = undefined;
  }
  return parseProblem(new Response(null, { status: request.status }), body);
}
