import type { MessageSummary } from '../../client/index.js';
import { tPlural } from '../../texts/messages.js';
import { t } from '../../texts/t.js';
import { displayName, subjectOf } from '../people.js';

interface MailNotice {
  readonly title: string;
  readonly body: string | undefined;
  readonly tag: string;
  /** To be opened; undefined: it's about several. */
  readonly messageId: string | undefined;
}

interface NoticeOptions {
  /** Whether senders and subjects may be shown to whoever sees the screen. */
  readonly withContent: boolean;
  /** More has come than the messages that are known. */
  readonly hasMore: boolean;
}

/** More at once are told together. */
const MOST_SINGLE = 3;

/** What the desktop shows of new mail. */
export function mailNotices(messages: readonly MessageSummary[], options: NoticeOptions): MailNotice[] {
  const { withContent, hasMore } = options;
  if (withContent && messages.length <= MOST_SINGLE) {
    return messages.map((message) => ({
      title: senderOf(message),
      body: subjectOf(message),
      tag: `mail-${hashOf(message.id)}`,
      messageId: message.id,
    }));
  }
  const count = messages.length;
  return [
    {
      title: hasMore
        ? t('More than {count} new messages', { count })
        : tPlural('{count, plural, one {New message} other {# new messages}}', { count }),
      body: withContent ? sendersOf(messages) : undefined,
      tag: 'mail-several',
      messageId: count === 1 ? messages[0]?.id : undefined,
    },
  ];
}

function sendersOf(messages: readonly MessageSummary[]): string {
  const [name = '', ...others] = new Set(messages.map(senderOf));
  return others.length === 0 ? name : t('{name} and {count} more', { name, count: others.length });
}

function senderOf({ from }: MessageSummary): string {
  return from === null ? t('Unknown sender') : displayName(from);
}

/** The system keeps tags: the same for the same message, and nothing to find it by (FNV-1a, 32 bit). */
function hashOf(id: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < id.length; at += 1) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193) >>> 0;
  return hash.toString(36);
}
