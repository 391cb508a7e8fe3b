import type { Message } from '../client/index.js';
import { currentLocation, navigate } from '../platform/router.js';
import { composeHref, parseRoute } from '../platform/routes.js';
import { queryClient } from '../platform/services.js';
import { messageDetailQuery } from '../mailbox/messages-query.js';
import { type Draft, type DraftAttachment, type DraftKind, emptyDraft } from './draft.js';
import { filesOf } from './draft-input.js';
import { saveDraft } from './draft-store.js';
import { ownAddresses } from './own-addresses.js';
import { quotedText, quoteHeader, replyRecipients, replySubject } from './quote.js';
import { loadSignature, signed } from './signature.js';
import { simpleHtml } from './simple-html.js';
import { draftFromTemplate, loadTemplate } from './templates.js';

function blankDraft(): Draft {
  const here = currentLocation();
  const returnTo = parseRoute(here).name === 'mail' ? here : '/mail/inbox';
  return emptyDraft(crypto.randomUUID(), returnTo, Date.now());
}

interface DraftStart extends Partial<Pick<Draft, 'to' | 'subject'>> {
  /** The complete text, plain and without a signature: a program is to read it. */
  readonly text?: string;
  readonly replace?: boolean;
}

export function startDraft(userId: string, { replace = false, text = '', ...content }: DraftStart = {}): void {
  const startHtml = text === '' ? signed(loadSignature(userId)) : '';
  const html = text === '' ? startHtml : `<p>${quotedText(text)}</p>`;
  const draft = { ...blankDraft(), ...content, html, startHtml };
  saveDraft(userId, draft);
  navigate(composeHref(draft.id), { replace });
}

/** Starts a message from a template. */
export async function startFromTemplate(
  userId: string,
  templateId: string,
  { replace = false }: { readonly replace?: boolean } = {},
): Promise<void> {
  const template = await loadTemplate(templateId, editorHtml);
  const html = signed(loadSignature(userId));
  const draft = await draftFromTemplate(template, userId, { ...blankDraft(), html, startHtml: html });
  saveDraft(userId, draft);
  navigate(composeHref(draft.id), { replace });
}

export async function startReplyDraft(
  kind: Exclude<DraftKind, 'new'>,
  messageId: string,
  user: { readonly id: string; readonly username: string },
): Promise<void> {
  const message = await queryClient.query(messageDetailQuery(messageId, false));
  const own = kind === 'forward' ? [] : await ownAddresses(message, user.username);
  const { to, cc } = replyRecipients(kind, message, own);
  const subject = replySubject(kind, message.subject);
  const html = signed(loadSignature(user.id));
  const draft: Draft = {
    ...blankDraft(),
    kind,
    sourceId: message.id,
    prefilled: { subject },
    to,
    cc,
    subject,
    forwarded: kind === 'forward' ? forwardedOf(message) : [],
    html: html === '' ? '<p><br></p>' : html,
    startHtml: html,
    original: `${quoteHeader(message)}<br><br>${editorHtml(message.body)}`,
  };
  saveDraft(user.id, draft);
  navigate(composeHref(draft.id));
}

/** Attached pictures of a message, by the service's address or by content id. */
export const attachedPictures = /^(?:cid:[^\s"'<>]{1,255}|\/api\/mail\/messages\/[^/?#\s]+\/attachments\/[^/?#\s]+)$/;

/** The text of a message for the editor, without pictures that the draft doesn't have. */
export function editorHtml(body: Message['body']): string {
  return body.contentType === 'html' ? simpleHtml(body.content, attachedPictures) : quotedText(body.content);
}

/** Files that the server has. They are downloaded, or the server adds them. */
function forwardedOf(message: Message): DraftAttachment[] {
  return filesOf(message).map((file) => ({ ...file, remoteId: undefined }));
}
