import type { DraftChange, DraftInput, Message } from '../client/index.js';
import { contentOf, type Draft, type DraftAttachment, type DraftContent, emptyDraft } from './draft.js';

/** What a draft says, as the API takes it; only the named members. */
export function draftChange(content: DraftContent, members: readonly (keyof DraftContent)[]): DraftChange {
  const has = (name: keyof DraftContent): boolean => members.includes(name);
  return {
    ...(has('to') ? { to: [...content.to] } : {}),
    ...(has('cc') ? { cc: [...content.cc] } : {}),
    ...(has('bcc') ? { bcc: [...content.bcc] } : {}),
    ...(has('subject') ? { subject: content.subject } : {}),
    ...(has('html') ? { body: { contentType: 'html' as const, content: content.html } } : {}),
    ...(has('importance') ? { importance: content.importance } : {}),
  };
}

/** A new draft in the mailbox; an answer belongs to the conversation of what it answers. */
export function newDraft(draft: Draft, { inConversation }: { inConversation: boolean }): DraftInput {
  const { kind, sourceId } = draft;
  const content = draftChange(draft, ['to', 'cc', 'bcc', 'subject', 'html', 'importance']);
  if (!inConversation || kind === 'new' || sourceId === undefined) return content;
  return { ...content, inReplyTo: { id: sourceId, kind } };
}

/** A draft of the mailbox as it is written on; `toHtml` makes its text fit for the editor. */
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
    html: toHtml(message.body),
    importance: message.importance,
    attachments: filesOf(message),
    mailbox: { id: message.id, isCurrent: true },
    isTouched: true,
    hasPictures: message.body.contentType === 'html' && /<img\b/i.test(message.body.content),
  };
}

/** Takes over what the mailbox says, e.g. because it was written on elsewhere; what only this device knows stays. */
export function refreshed(known: Draft, fresh: Draft): Draft {
  return {
    ...known,
    ...contentOf(fresh),
    attachments: [...fresh.attachments, ...known.attachments.filter((file) => isWaiting(file, fresh))],
    forwarded: [],
    mailbox: fresh.mailbox,
    hasPictures: fresh.hasPictures,
  };
}

/** Still to be uploaded: not in the mailbox, nor has it arrived there while nobody was looking. */
function isWaiting({ remoteId, name, size }: DraftAttachment, { attachments }: Draft): boolean {
  return remoteId === undefined && !attachments.some((there) => there.name === name && there.size === size);
}

export function filesOf(message: Pick<Message, 'attachments'>): DraftAttachment[] {
  return message.attachments
    .filter((attachment) => !attachment.isInline)
    .map(({ id, name, size, contentType }) => ({
      id,
      remoteId: id,
      name,
      size,
      contentType: contentType ?? 'application/octet-stream',
    }));
}
