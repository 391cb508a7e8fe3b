import type { DraftChange, DraftInput, Message } from '../client/index.js';
import {
  requestedReceipts,
  contentOf,
  type Draft,
  type DraftAttachment,
  type DraftContent,
  emptyDraft,
  isSameFile,
  withOriginal,
} from './draft.js';
import { withDirection } from './text-direction.js';

/** The content of a draft in the format of the API; only the named members. */
export function draftChange(content: DraftContent, members: readonly (keyof DraftContent)[]): DraftChange {
  const has = (name: keyof DraftContent): boolean => members.includes(name);
  return {
    ...(has('to') ? { to: [...content.to] } : {}),
    ...(has('cc') ? { cc: [...content.cc] } : {}),
    ...(has('bcc') ? { bcc: [...content.bcc] } : {}),
    ...(has('subject') ? { subject: content.subject } : {}),
    ...(has('html') ? { body: { contentType: 'html' as const, content: withDirection(content.html) } } : {}),
    ...(has('importance') ? { importance: content.importance } : {}),
    ...(has('isReadReceiptRequested') ? { isReadReceiptRequested: content.isReadReceiptRequested } : {}),
    ...(has('isDeliveryReceiptRequested') ? { isDeliveryReceiptRequested: content.isDeliveryReceiptRequested } : {}),
  };
}

/** The request for a new draft in the mailbox; a reply belongs to the conversation of its original. */
export function newDraft(draft: Draft, { inConversation }: { inConversation: boolean }): DraftInput {
  const { kind, sourceId } = draft;
  const members = draftChange(draft, ['to', 'cc', 'bcc', 'subject', 'html', 'importance']);
  const content = { ...members, ...requestedReceipts(draft) };
  if (!inConversation || kind === 'new' || sourceId === undefined) {
    return { ...content, body: { contentType: 'html', content: withOriginal(draft) } };
  }
  // The mailbox puts the original below this text.
  if (kind === 'forward') {
    return { ...content, forwardOf: sourceId };
  }
  return { ...content, inReplyTo: sourceId, replyAll: kind === 'reply-all' };
}

/** A draft for editing, from a message of the mailbox. `toHtml` converts its text for the editor. */
export function draftFromMessage(
  message: Message,
  toHtml: (body: Message['body']) => string,
  start: { readonly id: string; readonly returnTo: string; readonly now: number },
): Draft {
  return {
    ...emptyDraft(start.id, start.returnTo, start.now),
    to: message.to,
    cc: message.cc,
    bcc: message.bcc,
    subject: message.subject,
    ...textsOf(message, toHtml),
    importance: message.importance,
    isReadReceiptRequested: message.isReadReceiptRequested,
    isDeliveryReceiptRequested: message.isDeliveryReceiptRequested,
    attachments: [...filesOf(message), ...picturesOf(message)],
    mailbox: { id: message.id, isCurrent: true },
    isTouched: true,
    hasPictures: message.body.contentType === 'html' && /<img\b(?![^>]*\ssrc="cid:)/i.test(ownContent(message)),
  };
}

/** The user's text, and the original. */
function textsOf(message: Message, toHtml: (body: Message['body']) => string): Pick<Draft, 'html' | 'original'> {
  const { contentType, content } = message.body;
  const own = ownContent(message);
  const rest = content.slice(message.originalAt ?? content.length);
  return {
    html: toHtml({ contentType, content: own }),
    original: message.originalAt === null ? undefined : toHtml({ contentType, content: rest }),
  };
}

/** The user's text. The service refers to pictures by address; a text refers to them by content id. */
function ownContent({ body, originalAt, attachments }: Message): string {
  const own = originalAt === null ? body.content : body.content.slice(0, originalAt);
  return own.replace(/\ssrc="[^"]*\/attachments\/([^"/?]+)[^"]*"/g, (source, id: string) => {
    const picture = attachments.find((one) => one.isInline && [one.id, encodeURIComponent(one.id)].includes(id));
    return typeof picture?.contentId === 'string' ? ` src="cid:${bare(picture.contentId)}"` : source;
  });
}

/** The pictures in the user's text; the editor ignores those of the original. */
function picturesOf(message: Message): DraftAttachment[] {
  const own = ownContent(message);
  return message.attachments
    .filter(({ isInline, contentId }) => isInline && contentId !== null && own.includes(`cid:${bare(contentId)}`))
    .map((attachment) => ({ ...fileOf(attachment), contentId: bare(attachment.contentId ?? '') }));
}

function bare(contentId: string): string {
  return contentId.replace(/^<|>$/g, '');
}

/** Takes over the mailbox's version, e.g. after an edit on another device; what only this device has stays. */
export function refreshed(known: Draft, fresh: Draft): Draft {
  const before = new Set(known.attachments.map(({ remoteId }) => remoteId));
  const added = fresh.attachments.filter(({ remoteId }) => !before.has(remoteId));
  return {
    ...known,
    ...contentOf(fresh),
    attachments: [...fresh.attachments, ...waitingFiles(known.attachments, added)],
    original: fresh.original,
    forwarded: [],
    mailbox: fresh.mailbox,
    hasPictures: fresh.hasPictures,
  };
}

/** Still to be uploaded: files that are not in the mailbox, and of which no earlier upload has arrived. */
function waitingFiles(files: readonly DraftAttachment[], added: readonly DraftAttachment[]): DraftAttachment[] {
  const waiting: DraftAttachment[] = [];
  const arrived = [...added];
  for (const file of files.filter(({ remoteId }) => remoteId === undefined)) {
    const index = arrived.findIndex((there) => isSameFile(file, there));
    if (index === -1) {
      waiting.push(file);
    } else {
      // Another file with the same name and a similar size is still to be uploaded.
      arrived.splice(index, 1);
    }
  }
  return waiting;
}

export function filesOf(message: Pick<Message, 'attachments'>): DraftAttachment[] {
  return message.attachments.filter((attachment) => !attachment.isInline).map(fileOf);
}

function fileOf({ id, name, size, contentType }: Message['attachments'][number]): DraftAttachment {
  return { id, remoteId: id, name, size, contentType: contentType ?? 'application/octet-stream' };
}
