import type { MessageSummary } from '../../client/index.js';
import { tPlural } from '../../texts/messages.js';
import { t } from '../../texts/t.js';
import { displayName, subjectOf } from '../people.js';

interface MailNotice {
  readonly title: string;
  readonly body: string | undefined;
  readonly tag: string;
  /** The message to open; undefined for several. */
  readonly messageId: string | undefined;
}

/** The messages of the summary notification, while it is shown. */
export interface NotifiedMail {
  readonly messages: readonly MessageSummary[];
  readonly hasMore: boolean;
}

interface NoticeOptions {
  /** Whether senders and subjects may be shown to anybody who sees the screen. */
  readonly withContent: boolean;
  /** There are more new messages than the known ones. */
  readonly hasMore: boolean;
  /** The messages of the shown summary notification, which is replaced: the new one includes them. */
  readonly earlier?: NotifiedMail | undefined;
}

/** The tag of the notification about several messages, or without content. */
export const severalTag = 'mail-several';

/** More messages at once are one notification. */
const mostSingle = 3;

/** The desktop notifications for new mail, and the messages of the summary notification; undefined when there is none. */
export function mailNotices(
  messages: readonly MessageSummary[],
  options: NoticeOptions,
): { readonly notices: MailNotice[]; readonly several: NotifiedMail | undefined } {
  const { withContent, hasMore, earlier } = options;
  if (withContent && messages.length <= mostSingle) {
    const notices = messages.map((message) => ({
      title: senderOf(message),
      body: subjectOf(message),
      tag: `mail-${hashOf(message.id)}`,
      messageId: message.id,
    }));
    return { notices, several: undefined };
  }
  const before = (earlier?.messages ?? []).filter(({ id }) => messages.every((message) => message.id !== id));
  const several = { messages: [...messages, ...before], hasMore: hasMore || earlier?.hasMore === true };
  return { notices: [noticeOf(several, withContent)], several };
}

function noticeOf({ messages, hasMore }: NotifiedMail, withContent: boolean): MailNotice {
  const count = messages.length;
  return {
    title: hasMore
      ? t('More than {count} new messages', { count })
      : tPlural('{count, plural, one {New message} other {# new messages}}', { count }),
    body: withContent ? sendersOf(messages) : undefined,
    tag: severalTag,
    messageId: count === 1 ? messages[0]?.id : undefined,
  };
}

function sendersOf(messages: readonly MessageSummary[]): string {
  const [name = '', ...others] = new Set(messages.map(senderOf));
  return others.length === 0 ? name : t('{name} and {count} more', { name, count: others.length });
}

function senderOf({ from }: MessageSummary): string {
  return from === null ? t('Unknown sender') : displayName(from);
}

/** The system stores tags: the hash is the same for the same message and reveals nothing about it (FNV-1a, 32 bit). */
function hashOf(id: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < id.length; at += 1) {
    hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193) >>> 0;
  }
  return hash.toString(36);
}
