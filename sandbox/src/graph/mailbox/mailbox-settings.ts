import { randomUUID } from 'node:crypto';
import type { DateTimeTimeZone } from './mail-item.js';
import type { Mailbox } from './mailbox.js';

/** A category of the mailbox's list: the colour is one of Outlook's 25 presets, or `none`. */
export interface MasterCategory {
  readonly id: string;
  readonly displayName: string;
  color: string;
}

export interface AutomaticReplies {
  readonly status: 'disabled' | 'alwaysEnabled' | 'scheduled';
  readonly externalAudience: 'none' | 'contactsOnly' | 'all';
  readonly scheduledStartDateTime: DateTimeTimeZone;
  readonly scheduledEndDateTime: DateTimeTimeZone;
  readonly internalReplyMessage: string;
  readonly externalReplyMessage: string;
}

export interface MailboxSettings {
  readonly categories: MasterCategory[];
  automaticReplies: AutomaticReplies;
}

/** The list that every new mailbox has; blue is 7 and purple 8, as in Outlook. */
const firstCategories: readonly (readonly [name: string, color: string])[] = [
  ['Red category', 'preset0'],
  ['Orange category', 'preset1'],
  ['Yellow category', 'preset3'],
  ['Green category', 'preset4'],
  ['Blue category', 'preset7'],
  ['Purple category', 'preset8'],
];

const settingsOfMailbox = new WeakMap<Mailbox, MailboxSettings>();

/** The settings of a mailbox. They start with Exchange's defaults, and are deleted with the mailbox. */
export function settingsOf(mailbox: Mailbox, now: number): MailboxSettings {
  const known = settingsOfMailbox.get(mailbox);
  if (known !== undefined) {
    return known;
  }
  const hour = (offset: number): DateTimeTimeZone => ({
    dateTime: new Date(now + offset * 3_600_000).toISOString().replace(/:\d\d\.\d+Z$/, ':00.0000000'),
    timeZone: 'UTC',
  });
  const settings: MailboxSettings = {
    categories: firstCategories.map(([displayName, color]) => ({ id: randomUUID(), displayName, color })),
    automaticReplies: {
      status: 'disabled',
      externalAudience: 'all',
      scheduledStartDateTime: hour(1),
      scheduledEndDateTime: hour(25),
      internalReplyMessage: '',
      externalReplyMessage: '',
    },
  };
  settingsOfMailbox.set(mailbox, settings);
  return settings;
}
