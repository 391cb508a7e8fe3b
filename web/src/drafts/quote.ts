import type { Address, Message } from '../client/index.js';
import { locale as appLocale, t } from '../texts/t.js';
import { addRecipients, isAddress, sameAddress } from './recipients.js';
import type { DraftKind } from './draft.js';

type ReplyKind = Exclude<DraftKind, 'new'>;

export interface ReplyRecipients {
  readonly to: Address[];
  readonly cc: Address[];
}

/** The recipients of a reply. All addresses of the user are omitted, unless they reply to their own message. */
export function replyRecipients(kind: ReplyKind, message: Message, own: readonly string[]): ReplyRecipients {
  if (kind === 'forward') {
    return { to: [], cc: [] };
  }
  const isMe = ({ address }: Address): boolean => own.some((one) => sameAddress(one, address));
  // Hidden recipients have a name without an address: no message can be sent to them.
  const named = message.to.filter(({ address }) => isAddress(address));
  const author = message.replyTo.length > 0 ? message.replyTo : message.from === null ? [] : [message.from];
  const wroteItMyself = author.length > 0 && author.every(isMe);
  const to = wroteItMyself ? named : author;
  if (kind === 'reply') {
    return { to, cc: [] };
  }
  const everybody = wroteItMyself
    ? to
    : addRecipients(
        to,
        named.filter((address) => !isMe(address)),
      );
  const isFurther = (one: Address): boolean => !everybody.some(({ address }) => sameAddress(address, one.address));
  const cc = message.cc.filter((one) => isAddress(one.address) && !isMe(one) && isFurther(one));
  return { to: everybody, cc };
}

const PREFIXES: Readonly<Record<ReplyKind, string>> = { reply: 'Re: ', 'reply-all': 'Re: ', forward: 'Fw: ' };

/** Adds one prefix, unless the subject has one already, in whatever language. */
export function replySubject(kind: ReplyKind, subject: string): string {
  const known =
    kind === 'forward'
      ? /^(?:fwd?|wg|tr|rv|i|enc|vb|vl|pd|doorst|إعادة توجيه|転送)\s*[:：]/iu
      : /^(?:r[eé]|aw|sv|vs|antw|odp|r|رد|返信)\s*[:：]/iu;
  return known.test(subject.trim()) ? subject : `${PREFIXES[kind]}${subject}`;
}

export function escapeHtml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}

/** The lines above the quoted message, as HTML. */
export function quoteHeader(message: Message, locale = appLocale()): string {
  const people = (addresses: readonly Address[]): string =>
    addresses
      .map((one) =>
        escapeHtml(one.name === undefined || one.name === '' ? one.address : `${one.name} <${one.address}>`),
      )
      .join('; ');
  const sent =
    message.receivedAt === null
      ? ''
      : new Date(message.receivedAt).toLocaleString(locale, { dateStyle: 'full', timeStyle: 'short' });
  const lines = [
    [t('From:'), message.from === null ? '' : people([message.from])],
    [t('Sent:'), escapeHtml(sent)],
    [t('To:'), people(message.to)],
    [t('Cc:'), people(message.cc)],
    [t('Subject:'), escapeHtml(message.subject)],
  ];
  return lines
    .filter(([, value]) => value !== '')
    .map(([label, value]) => `<b>${label ?? ''}</b> ${value ?? ''}`)
    .join('<br>');
}

export function quotedText(text: string): string {
  return escapeHtml(text).replace(/\r?\n/g, '<br>');
}
