import { escapeHtml } from './html-text.js';
import type { Address, MailBody, MailContent, MailItem } from './mail-item.js';

export type ReplyKind = 'reply' | 'replyAll' | 'forward';

export interface ReplyInput {
  readonly kind: ReplyKind;
  readonly comment: string | undefined;
  readonly to: readonly Address[] | undefined;
  /** What the client sets itself. It overrides what is derived. */
  readonly message: Partial<MailContent>;
}

function same(left: Address, right: Address): boolean {
  return left.address.toLowerCase() === right.address.toLowerCase();
}

function without(list: readonly Address[], ...taken: readonly Address[]): readonly Address[] {
  return list.filter((each) => !taken.some((other) => same(each, other)));
}

/**
 * A reply goes to the sender, also to one's own message (microsoftgraph/microsoft-graph-docs#5306). A reply to all of one's own
 * message goes to its recipients (assumed).
 */
function recipientsOf(item: MailItem, owner: Address, kind: ReplyKind): Pick<MailContent, 'to' | 'cc'> {
  if (kind === 'forward') {
    return { to: [], cc: [] };
  }
  const author = item.replyTo.length > 0 ? item.replyTo : item.from === null ? [] : [item.from];
  if (kind === 'reply') {
    return { to: author, cc: [] };
  }
  const isOwn = item.from !== null && same(item.from, owner);
  const to = isOwn ? item.to : [...author, ...without(item.to, owner, ...author)];
  return { to, cc: without(item.cc, owner, ...to) };
}

function people(list: readonly Address[]): string {
  return list.map(({ name, address }) => escapeHtml(`${name} <${address}>`)).join('; ');
}

function inner({ contentType, content }: MailBody): string {
  return contentType === 'html'
    ? content.replace(/^[\s\S]*?<body[^>]*>/i, '').replace(/<\/body>[\s\S]*$/i, '')
    : `<pre>${escapeHtml(content)}</pre>`;
}

/**
 * The comment on top, and the old message below its header, as in Outlook. Graph treats a comment as HTML, so the lines of
 * plain text run together (openai/codex#34167).
 */
function quotingBody(item: MailItem, comment: string): MailBody {
  const header = [
    `<b>From:</b> ${item.from === null ? '' : people([item.from])}`,
    `<b>Sent:</b> ${new Date(item.sentAt).toUTCString()}`,
    `<b>To:</b> ${people(item.to)}`,
    ...(item.cc.length === 0 ? [] : [`<b>Cc:</b> ${people(item.cc)}`]),
    `<b>Subject:</b> ${escapeHtml(item.subject)}`,
  ].join('<br>');
  return {
    contentType: 'html',
    content: `<html><head>\r\n<meta http-equiv="Content-Type" content="text/html; charset=utf-8"></head><body><div>${comment}</div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr">${header}<div>&nbsp;</div></div>${inner(item.body)}</body></html>`,
  };
}

function subjectOf(item: MailItem, kind: ReplyKind): string {
  return `${kind === 'forward' ? 'FW' : 'RE'}: ${item.subject.replace(/^((re|fw|fwd|aw|wg)\s*:\s*)+/i, '')}`;
}

/** The reply to a message, still without an author. */
export function answerTo(item: MailItem, owner: Address, input: ReplyInput): Partial<MailContent> {
  const { kind, message } = input;
  return {
    ...recipientsOf(item, owner, kind),
    ...(input.to === undefined ? {} : { to: input.to }),
    subject: subjectOf(item, kind),
    body: quotingBody(item, input.comment ?? ''),
    attachments: kind === 'forward' ? item.attachments : item.attachments.filter((each) => each.isInline),
    conversation: { ...item.conversation, depth: item.conversation.depth + 1 },
    ...message,
    headers: [
      { name: 'In-Reply-To', value: item.internetMessageId },
      { name: 'References', value: item.internetMessageId },
      ...(message.headers ?? []),
    ],
  };
}
