import { defined } from './defined.js';
import { DraftApi } from './draft-api.js';
import { download, type Download, type DownloadOptions } from './download.js';
import type { CallOptions, Transport } from './transport.js';
import type {
  Category,
  Changes,
  ChangesQuery,
  Folder,
  FolderChange,
  FolderPage,
  FolderQuery,
  Forward,
  Me,
  Message,
  MessageActionRequest,
  MessageActionResult,
  MessagePage,
  MessagePatch,
  MessageQuery,
  MessageSummary,
  NewFolder,
  OutgoingMessage,
  Reply,
} from './types.js';

export interface SendOptions extends CallOptions {
  /** The same key with the same body is sent once, however often the call is repeated. */
  readonly idempotencyKey: string;
}

export interface ReadOptions extends CallOptions {
  readonly body?: 'html' | 'text' | undefined;
  readonly remoteContent?: 'allow' | undefined;
}

const sendTimeoutMs = 60_000;

/** `/api`: the signed-in user and their mailbox. */
export class MailApi {
  readonly drafts: DraftApi;

  constructor(private readonly transport: Transport) {
    this.drafts = new DraftApi(transport);
  }

  me(options?: CallOptions): Promise<Me> {
    return this.transport.call((init) => this.transport.api.GET('/api/me', init), options);
  }

  /** 404 `not_found` when there is no photo. */
  async photo(options?: CallOptions): Promise<Blob> {
    const response = await this.transport.raw('/api/me/photo', {}, options);
    return response.blob();
  }

  /** `depth`: the number of levels; from 2 on each folder has its `children`. */
  folders(query: FolderQuery = {}, options?: CallOptions): Promise<FolderPage> {
    const params = { query };
    return this.transport.call((init) => this.transport.api.GET('/api/mail/folders', { ...init, params }), options);
  }

  messages(query: MessageQuery, options?: CallOptions): Promise<MessagePage> {
    const params = { query };
    return this.transport.call((init) => this.transport.api.GET('/api/mail/messages', { ...init, params }), options);
  }

  message(id: string, { body, remoteContent, ...options }: ReadOptions = {}): Promise<Message> {
    const params = { path: { id }, query: defined({ body, remoteContent }) };
    return this.transport.call(
      (init) => this.transport.api.GET('/api/mail/messages/{id}', { ...init, params }),
      options,
    );
  }

  attachment(id: string, attachmentId: string, options?: DownloadOptions): Promise<Download> {
    const path = `/api/mail/messages/${encodeURIComponent(id)}/attachments/${encodeURIComponent(attachmentId)}`;
    return download(this.transport, path, options);
  }

  /** A picture whose address is in the HTML of a message: an attachment, or a remote picture that the service proxies. */
  picture(address: string, options?: DownloadOptions): Promise<Download> {
    if (!/^\/api\/mail\/(?:messages\/[^/]+\/attachments\/[^/?]+$|pictures\?)/.test(address)) {
      return Promise.reject(new RangeError('not the address of a picture'));
    }
    return download(this.transport, address, options);
  }

  /** The MIME source (.eml). */
  source(id: string, options?: DownloadOptions): Promise<Download> {
    return download(this.transport, `/api/mail/messages/${encodeURIComponent(id)}/source`, options);
  }

  async send(message: OutgoingMessage, options: SendOptions): Promise<void> {
    const params = idempotency(options);
    await this.transport.call(
      (init) => this.transport.api.POST('/api/mail/messages', { ...init, params, body: message }),
      sending(options),
    );
  }

  /** Fields that the reply omits are filled in by Graph. */
  async reply(id: string, answer: Reply, options: SendOptions): Promise<void> {
    const params = { path: { id }, ...idempotency(options) };
    await this.transport.call(
      (init) => this.transport.api.POST('/api/mail/messages/{id}/reply', { ...init, params, body: answer }),
      sending(options),
    );
  }

  async replyAll(id: string, answer: Reply, options: SendOptions): Promise<void> {
    const params = { path: { id }, ...idempotency(options) };
    await this.transport.call(
      (init) => this.transport.api.POST('/api/mail/messages/{id}/reply-all', { ...init, params, body: answer }),
      sending(options),
    );
  }

  async forward(id: string, forward: Forward, options: SendOptions): Promise<void> {
    const params = { path: { id }, ...idempotency(options) };
    await this.transport.call(
      (init) => this.transport.api.POST('/api/mail/messages/{id}/forward', { ...init, params, body: forward }),
      sending(options),
    );
  }

  async update(id: string, patch: MessagePatch, options?: CallOptions): Promise<void> {
    const params = { path: { id } };
    await this.transport.call(
      (init) => this.transport.api.PATCH('/api/mail/messages/{id}', { ...init, params, body: patch }),
      options,
    );
  }

  /** `folder`: a well-known name or an id. */
  move(id: string, folder: string, options?: CallOptions): Promise<MessageSummary> {
    const params = { path: { id } };
    return this.transport.call(
      (init) => this.transport.api.POST('/api/mail/messages/{id}/move', { ...init, params, body: { folder } }),
      options,
    );
  }

  /** Moves the message to Deleted Items, or deletes it permanently. */
  async delete(id: string, permanent = false, options?: CallOptions): Promise<void> {
    const params = { path: { id }, query: permanent ? { permanent } : {} };
    await this.transport.call(
      (init) => this.transport.api.DELETE('/api/mail/messages/{id}', { ...init, params }),
      options,
    );
  }

  /** Acts on up to 200 messages at once; returns one result per message, in the requested order. */
  async act(request: MessageActionRequest, options?: CallOptions): Promise<MessageActionResult[]> {
    const { results } = await this.transport.call(
      (init) => this.transport.api.POST('/api/mail/messages/actions', { ...init, body: request }),
      options,
    );
    return results;
  }

  /** Moves all messages of a folder to Deleted Items; messages in there are deleted permanently. The mail events report the progress. */
  async emptyFolder(id: string, options?: CallOptions): Promise<void> {
    const params = { path: { id } };
    await this.transport.call(
      (init) => this.transport.api.POST('/api/mail/folders/{id}/empty', { ...init, params }),
      options,
    );
  }

  /** The mail events report the progress. */
  async markFolderRead(id: string, options?: CallOptions): Promise<void> {
    const params = { path: { id } };
    await this.transport.call(
      (init) => this.transport.api.POST('/api/mail/folders/{id}/mark-all-read', { ...init, params }),
      options,
    );
  }

  createFolder(folder: NewFolder, options?: CallOptions): Promise<Folder> {
    return this.transport.call(
      (init) => this.transport.api.POST('/api/mail/folders', { ...init, body: folder }),
      options,
    );
  }

  /** Renames or moves a folder: `parentId` null is the top level. */
  updateFolder(id: string, change: FolderChange, options?: CallOptions): Promise<Folder> {
    const params = { path: { id } };
    return this.transport.call(
      (init) => this.transport.api.PATCH('/api/mail/folders/{id}', { ...init, params, body: change }),
      options,
    );
  }

  /** Moves a folder with all its content to Deleted Items; a folder in there is deleted permanently. */
  async deleteFolder(id: string, options?: CallOptions): Promise<void> {
    const params = { path: { id } };
    await this.transport.call(
      (init) => this.transport.api.DELETE('/api/mail/folders/{id}', { ...init, params }),
      options,
    );
  }

  /** The user's categories with their colours. */
  async categories(options?: CallOptions): Promise<Category[]> {
    const { items } = await this.transport.call(
      (init) => this.transport.api.GET('/api/mail/categories', init),
      options,
    );
    return items;
  }

  /** The changes of a folder since the cursor. Without a cursor its messages: all, or those that were received `since` (ISO 8601). */
  changes(query: ChangesQuery, options?: CallOptions): Promise<Changes> {
    const params = { query };
    return this.transport.call((init) => this.transport.api.GET('/api/mail/changes', { ...init, params }), options);
  }
}

function idempotency({ idempotencyKey }: SendOptions): { header: { 'Idempotency-Key': string } } {
  return { header: { 'Idempotency-Key': idempotencyKey } };
}

function sending({ signal, quiet }: SendOptions): CallOptions {
  return { signal, timeoutMs: sendTimeoutMs, ...defined({ quiet }) };
}
