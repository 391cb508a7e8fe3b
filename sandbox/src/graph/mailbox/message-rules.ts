import type { MailContent } from './mail-item.js';
import type { Mailbox } from './mailbox.js';

/** A rule of the inbox, stored as it was sent. */
export interface MessageRule {
  readonly id: string;
  readonly displayName: string;
  readonly sequence: number;
  readonly isEnabled: boolean;
  readonly conditions: Readonly<Record<string, unknown>>;
  readonly actions: Readonly<Record<string, unknown>>;
}

const rulesOfMailbox = new WeakMap<Mailbox, MessageRule[]>();

export function rulesOf(mailbox: Mailbox): MessageRule[] {
  const rules = rulesOfMailbox.get(mailbox) ?? [];
  rulesOfMailbox.set(mailbox, rules);
  return rules;
}

/** The folder for a new message. Only the condition `fromAddresses` and the action `moveToFolder` are implemented. */
export function folderFor(mailbox: Mailbox, { from }: Pick<MailContent, 'from'>): string {
  const sender = from?.address.toLowerCase();
  const rule = rulesOf(mailbox).find(({ isEnabled, conditions }) => {
    const senders = conditions['fromAddresses'] as readonly { emailAddress?: { address?: string } }[] | undefined;
    return isEnabled && senders?.some(({ emailAddress }) => emailAddress?.address?.toLowerCase() === sender) === true;
  });
  const target = rule?.actions['moveToFolder'];
  const folder = typeof target === 'string' ? mailbox.folders.find(target) : undefined;
  return (folder ?? mailbox.folders.wellKnown('inbox')).id;
}
