import type { Address, MessageSummary } from '../client/index.js';
import { formatNames, t } from '../texts/t.js';

/** Folders with the user's own messages: the list shows the recipients, not the sender. */
const OUTGOING = ['sentitems', 'drafts', 'outbox'];

export function isOutgoingFolder(folder: string): boolean {
  return OUTGOING.includes(folder);
}

export function displayName(address: Address): string {
  const name = address.name?.trim() ?? '';
  return name === '' ? address.address : name;
}

/** `Ann Lee <ann@example.com>`, or the address alone. */
export function fullAddress(address: Address): string {
  const name = displayName(address);
  return name === address.address ? name : `${name} <${address.address}>`;
}

/** The people that a row names: the sender, or the recipients of the user's own message. */
export function correspondents(message: MessageSummary, folder: string): string[] {
  if (!isOutgoingFolder(message.folder?.wellKnownName ?? folder)) {
    return [message.from === null ? t('Unknown sender') : displayName(message.from)];
  }
  return message.to.length === 0 ? [t('(no recipient)')] : message.to.map(displayName);
}

/** The people of a conversation, newest first, each once. */
export function participants(thread: readonly MessageSummary[], folder: string): string {
  return formatNames([...new Set(thread.flatMap((message) => correspondents(message, folder)))]);
}

export function subjectOf(message: { readonly subject: string }): string {
  return message.subject.trim() === '' ? t('(no subject)') : message.subject;
}
