import { randomUUID } from 'node:crypto';
import type { SandboxUser } from '../model.js';
import { ByteContent } from './byte-content.js';
import type { GraphConditions, MailboxCondition } from './conditions.js';
import { addressOf, type GraphState } from './graph-state.js';
import { newConversation, newMessageId } from './mailbox/delivery.js';
import {
  emptyContent,
  type Address,
  type AttachmentKind,
  type MailBody,
  type MailItem,
  type Meeting,
  type StoredAttachment,
} from './mailbox/mail-item.js';
import type { LifecycleEvent, Subscription } from './subscription-registry.js';
import type { ThrottlingSettings } from './throttling.js';

export interface IncomingMail {
  readonly subject: string;
  readonly from?: Address;
  readonly to?: readonly Address[];
  readonly body?: MailBody;
  /** A well-known name or an id; the inbox when absent. */
  readonly folder?: string;
  readonly isRead?: boolean;
  readonly attachments?: readonly {
    readonly name: string;
    readonly contentType: string;
    readonly contentBytes: string;
    readonly isInline?: boolean;
    readonly contentId?: string;
    /** Absent: a file. */
    readonly special?: AttachmentKind;
  }[];
  readonly headers?: MailItem['headers'];
  readonly isReadReceiptRequested?: boolean;
  readonly meeting?: Meeting;
  /** The id of a message whose conversation it continues. Absent: a new conversation. */
  readonly conversationOf?: string;
}

export interface MessageSummary {
  readonly id: string;
  readonly immutableId: string;
  readonly subject: string;
  readonly folderId: string;
  readonly isRead: boolean;
  readonly isDraft: boolean;
  readonly isFlagged: boolean;
  readonly categories: readonly string[];
  readonly internetMessageId: string;
}

/** The content of a message, as it is stored. */
export interface MessageContent extends Pick<
  MailItem,
  'body' | 'to' | 'cc' | 'bcc' | 'importance' | 'isReadReceiptRequested' | 'isDeliveryReceiptRequested'
> {
  readonly attachments: readonly Pick<StoredAttachment, 'name' | 'isInline' | 'contentId'>[];
}

export interface FolderSummary {
  readonly id: string;
  readonly displayName: string;
  readonly parentId: string;
  readonly wellKnownName: string | null;
  readonly total: number;
  readonly unread: number;
}

function summary(item: MailItem): MessageSummary {
  return {
    id: item.id,
    immutableId: item.immutableId,
    subject: item.subject,
    folderId: item.folderId,
    isRead: item.isRead,
    isDraft: item.isDraft,
    isFlagged: item.flag.flagStatus === 'flagged',
    categories: item.categories,
    internetMessageId: item.internetMessageId,
  };
}

/** Controls Graph in tests and for the control API. Users are named by object id, user name or address. */
export class GraphControl {
  constructor(private readonly graphState: GraphState) {}

  /** Delivers mail from outside. */
  deliver(user: string, mail: IncomingMail): MessageSummary {
    const owner = this.#user(user);
    const mailbox = this.graphState.mailboxOf(owner);
    const now = this.graphState.now();
    const from = mail.from ?? { name: 'Sandbox', address: 'sandbox@example.com' };
    const folder = mailbox.folders.find(mail.folder ?? 'inbox');
    if (folder === undefined) {
      throw new Error(`No folder ${mail.folder ?? ''}`);
    }
    const continued = mail.conversationOf === undefined ? undefined : mailbox.find(mail.conversationOf);
    const item = mailbox.add(
      {
        ...emptyContent(now),
        subject: mail.subject,
        body: mail.body ?? { contentType: 'text', content: mail.subject },
        from,
        sender: from,
        to: mail.to ?? [addressOf(owner)],
        isRead: mail.isRead ?? false,
        isDraft: false,
        internetMessageId: newMessageId(),
        conversation: continued?.conversation ?? newConversation(now),
        headers: mail.headers ?? [],
        isReadReceiptRequested: mail.isReadReceiptRequested ?? false,
        meeting: mail.meeting ?? null,
        attachments: (mail.attachments ?? []).map(({ contentBytes, isInline = false, contentId = null, ...file }) => ({
          ...file,
          key: randomUUID(),
          isInline,
          contentId,
          content: ByteContent.of(Buffer.from(contentBytes, 'base64')),
          modifiedAt: now,
        })),
      },
      folder.id,
    );
    return summary(item);
  }

  folders(user: string): readonly FolderSummary[] {
    const mailbox = this.graphState.mailboxOf(this.#user(user));
    return mailbox.folders.all().map(({ id, displayName, parentId, wellKnownName }) => ({
      id,
      displayName,
      parentId,
      wellKnownName,
      total: mailbox.itemsIn(id).length,
      unread: mailbox.unreadIn(id),
    }));
  }

  messages(user: string, folder = 'inbox'): readonly MessageSummary[] {
    const mailbox = this.graphState.mailboxOf(this.#user(user));
    return mailbox.itemsIn(mailbox.folders.find(folder)?.id ?? '').map(summary);
  }

  /** Undefined where the mailbox has no such message. */
  content(user: string, id: string): MessageContent | undefined {
    const item = this.graphState.mailboxOf(this.#user(user)).find(id);
    if (item === undefined) {
      return undefined;
    }
    const { body, to, cc, bcc, importance, isReadReceiptRequested, isDeliveryReceiptRequested } = item;
    const attachments = item.attachments.map(({ name, isInline, contentId }) => ({ name, isInline, contentId }));
    return { body, to, cc, bcc, importance, isReadReceiptRequested, isDeliveryReceiptRequested, attachments };
  }

  /** As if another client had changed it. */
  changeMessage(user: string, id: string, changes: { readonly isRead?: boolean; readonly subject?: string }): void {
    const mailbox = this.graphState.mailboxOf(this.#user(user));
    const item = mailbox.find(id);
    if (item !== undefined) {
      mailbox.update(item, changes);
    }
  }

  /** As if another client had deleted it for good. */
  removeMessage(user: string, id: string): void {
    const mailbox = this.graphState.mailboxOf(this.#user(user));
    const item = mailbox.find(id);
    if (item !== undefined) {
      mailbox.remove(item);
    }
  }

  /** Sets the conditions of this Graph: its cloud, how often it fails spontaneously, and similar. */
  setConditions(changes: Partial<GraphConditions>): void {
    const { conditions } = this.graphState;
    conditions.settings = { ...conditions.settings, ...changes };
  }

  conditions(): GraphConditions {
    return this.graphState.conditions.settings;
  }

  /** Sets the condition of one mailbox: missing in one of the observed ways, ready later, full, or not allowed to send. */
  setMailbox(user: string, changes: MailboxCondition): void {
    this.graphState.conditions.set(this.#user(user).oid, changes);
  }

  /** Restores an ordinary mailbox. */
  clearMailbox(user: string): void {
    this.graphState.conditions.clear(this.#user(user).oid);
  }

  /** Posts any body to the notification URL of a subscription, as anybody could. Returns the status of the response. */
  async postNotification(subscriptionId: string, body: unknown): Promise<number> {
    return this.graphState.subscriptions.postRaw(this.#subscription(subscriptionId), body);
  }

  setMailboxEnabled(user: string, isEnabled: boolean): void {
    const { oid } = this.#user(user);
    this.graphState.mailboxSwitches.set(oid, isEnabled);
  }

  /** Replaces the mailbox with a new one of `size` messages. */
  reseed(user: string, size?: number): void {
    const owner = this.#user(user);
    if (size === undefined) {
      this.graphState.seedSizes.delete(owner.oid);
    } else {
      this.graphState.seedSizes.set(owner.oid, size);
    }
    this.graphState.forgetMailbox(owner.oid);
    this.graphState.mailboxOf(owner);
  }

  throttling(): Readonly<ThrottlingSettings> {
    return { ...this.graphState.throttling.settings };
  }

  setThrottling(settings: Partial<ThrottlingSettings>): void {
    Object.assign(this.graphState.throttling.settings, settings);
  }

  concurrency(user: string): { readonly running: number; readonly peak: number; readonly refused: number } {
    return this.graphState.throttling.of(this.#user(user).oid);
  }

  resetPeaks(): void {
    this.graphState.throttling.resetPeaks();
  }

  /** Served requests by method and route, e.g. `POST /me/sendMail`. */
  requestCounts(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.graphState.requestCounts);
  }

  /** All delta tokens of the user become stale. */
  expireSyncState(user: string): void {
    this.graphState.mailboxOf(this.#user(user)).forgetSyncState();
  }

  expireUploadSessions(): void {
    this.graphState.uploads.expireAll();
  }

  openUploadSessions(): number {
    return this.graphState.uploads.count();
  }

  subscriptions(): readonly {
    readonly id: string;
    readonly resource: string;
    readonly username: string;
    readonly expiresAt: number;
    /** The secret by which the receiver recognises a genuine notification. */
    readonly clientState: string | null;
  }[] {
    return this.graphState.subscriptions.all().map(({ id, resource, user: { username }, expiresAt, clientState }) => ({
      id,
      resource,
      username,
      expiresAt,
      clientState,
    }));
  }

  sendLifecycleEvent(subscriptionId: string, event: LifecycleEvent): void {
    this.graphState.subscriptions.lifecycle(this.#subscription(subscriptionId), event);
  }

  async notificationsSettled(): Promise<void> {
    await this.graphState.subscriptions.settled();
  }

  /** Restores the initial state: seeds, limits, counters, sessions, subscriptions. */
  reset(): void {
    this.graphState.reset();
  }

  #user(name: string): SandboxUser {
    const user = this.graphState.findUser(name);
    if (user === undefined) {
      throw new Error(`No user ${name}`);
    }
    return user;
  }

  #subscription(id: string): Subscription {
    const subscription = this.graphState.subscriptions.find(id);
    if (subscription === undefined) {
      throw new Error(`No subscription ${id}`);
    }
    return subscription;
  }
}
