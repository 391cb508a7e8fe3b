import { randomUUID } from 'node:crypto';
import { GraphError } from '../graph-error.js';
import { escapeHtml } from './html-text.js';
import { emptyContent, type Address, type MailContent, type MailItem } from './mail-item.js';
import type { Mailbox } from './mailbox.js';
import { folderFor } from './message-rules.js';

/** What delivery needs from the other mailboxes. */
export interface PostOffice {
  now(): number;
  mailboxAt(address: string): Mailbox | undefined;
  /** Whether mail for this domain is delivered here. Mail to an unknown address in it bounces. */
  isLocalDomain(domain: string): boolean;
}

const ADDRESS = /^[^\s@<>",;:\\[\]()]+@[^\s@<>",;:\\[\]()]+\.[^\s@<>",;:\\[\]().]+$/u;

function invalidRecipients(reason: string): GraphError {
  return new GraphError(400, 'ErrorInvalidRecipients', `At least one recipient is not valid., ${reason}`);
}

export function checkRecipients(content: Pick<MailContent, 'to' | 'cc' | 'bcc'>): void {
  const recipients = [...content.to, ...content.cc, ...content.bcc];
  if (recipients.length === 0) {
    throw invalidRecipients("A message can't be sent because it contains no recipients.");
  }
  const bad = recipients.find(({ address }) => !ADDRESS.test(address));
  if (bad !== undefined) {
    throw invalidRecipients(
      `Recipient '${bad.address === '' ? bad.name : bad.address}' is not resolved. All recipients must be resolved before a message can be submitted.`,
    );
  }
}

/** `from` may contain the owner's own address only. */
export function checkSender(from: Address | null, owner: Address): void {
  if (from === null || from.address.toLowerCase() === owner.address.toLowerCase()) {
    return;
  }
  throw new GraphError(
    403,
    'ErrorSendAsDenied',
    'The user account which was used to submit this request does not have the right to send mail on behalf of the specified sending account., Cannot submit message.',
  );
}

export function newMessageId(): string {
  return `<${randomUUID().replaceAll('-', '').toUpperCase()}@sandbox.contoso.com>`;
}

export function newConversation(now: number): MailContent['conversation'] {
  return {
    key: randomUUID(),
    startedAt: now,
    depth: 0,
  };
}

/** A message as its author wrote it, with everything that the store sets. */
export function composed(changes: Partial<MailContent>, owner: Address, now: number): MailContent {
  return {
    ...emptyContent(now),
    conversation: newConversation(now),
    internetMessageId: newMessageId(),
    from: owner,
    sender: owner,
    ...changes,
  };
}

function bounce(content: MailContent, lost: Address, now: number): MailContent {
  return {
    ...emptyContent(now),
    subject: `Undeliverable: ${content.subject}`,
    body: {
      contentType: 'html',
      content: `<html><body><p><b>Delivery has failed to these recipients or groups:</b></p><p>${escapeHtml(lost.address)}</p><p>The email address you entered couldn't be found. Please check the recipient's email address and try to resend the message.</p></body></html>`,
    },
    from: { name: 'Microsoft Outlook', address: `postmaster@${lost.address.split('@')[1] ?? 'contoso.com'}` },
    sender: { name: 'Microsoft Outlook', address: `postmaster@${lost.address.split('@')[1] ?? 'contoso.com'}` },
    to: content.from === null ? [] : [content.from],
    isRead: false,
    isDraft: false,
    internetMessageId: newMessageId(),
    conversation: { ...content.conversation, depth: content.conversation.depth + 1 },
  };
}

/** Puts a copy into every local inbox. Mail to an unknown local address bounces; mail to a foreign address is dropped. */
export function deliver(content: MailContent, office: PostOffice): void {
  const now = office.now();
  const seen = new Set<string>();
  for (const recipient of [...content.to, ...content.cc, ...content.bcc]) {
    const address = recipient.address.toLowerCase();
    if (seen.has(address)) {
      continue;
    }
    seen.add(address);
    const mailbox = office.mailboxAt(address);
    if (mailbox !== undefined) {
      const copy: MailContent = {
        ...content,
        bcc: [],
        isRead: false,
        isDraft: false,
        receivedAt: now,
        categories: [],
        flag: { flagStatus: 'notFlagged' },
      };
      mailbox.add(copy, folderFor(mailbox, copy));
    } else if (content.from !== null && office.isLocalDomain(address.split('@')[1] ?? '')) {
      const sender = office.mailboxAt(content.from.address.toLowerCase());
      sender?.add(bounce(content, recipient, now), sender.folders.wellKnown('inbox').id);
    }
  }
}

/** Sends a message that was not stored before, e.g. by `sendMail`. */
export function sendNew(mailbox: Mailbox, content: MailContent, office: PostOffice, saveToSentItems: boolean): void {
  checkRecipients(content);
  const now = office.now();
  const sent: MailContent = { ...content, isDraft: false, isRead: true, sentAt: now, receivedAt: now };
  if (saveToSentItems) {
    mailbox.add(sent, mailbox.folders.wellKnown('sentitems').id);
  }
  deliver(sent, office);
}

/** Sends a draft. The item itself moves to Sent Items, so its immutable id does not change. */
export function sendDraft(mailbox: Mailbox, draft: MailItem, office: PostOffice): void {
  checkRecipients(draft);
  const now = office.now();
  mailbox.update(draft, { isDraft: false, isRead: true, sentAt: now, receivedAt: now });
  mailbox.move(draft, mailbox.folders.wellKnown('sentitems').id);
  deliver({ ...draft }, office);
}
