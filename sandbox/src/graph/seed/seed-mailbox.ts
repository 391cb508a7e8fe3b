import type { Mailbox } from '../mailbox/mailbox.js';
import { emptyContent, type Address } from '../mailbox/mail-item.js';
import { hostile } from './hostile.js';
import { languages } from './languages.js';
import { newsletters } from './newsletters.js';
import { notices } from './notices.js';
import { oddities } from './oddities.js';
import { Random } from './random.js';
import type { SeedContext, SeedMail } from './seed-mail.js';
import { threads } from './threads.js';

export interface Seed {
  readonly owner: Address;
  readonly colleagues: readonly Address[];
  readonly now: number;
  /** How many messages; undefined: some hundred. */
  readonly size: number | undefined;
}

const FOLDERS = ['Projects/Aurora/Design', 'Projects/Borealis', 'Receipts', 'Travel', 'Builds'];

function folderId(mailbox: Mailbox, path: string): string {
  const wellKnown = mailbox.folders.find(path);
  if (wellKnown !== undefined) {
    return wellKnown.id;
  }
  let parentId = mailbox.folders.rootId;
  for (const name of path.split('/')) {
    const child = mailbox.folders.childrenOf(parentId).find((folder) => folder.displayName === name);
    parentId = (child ?? mailbox.folders.add(name, parentId)).id;
  }
  return parentId;
}

function usual(context: SeedContext): readonly SeedMail[] {
  return [
    ...threads(context, 3),
    ...newsletters(context),
    ...notices(context, 48),
    ...languages(),
    ...hostile(),
    ...oddities(context),
  ];
}

/** Exactly `size` messages: the usual ones, and then years of notices and newsletters. */
function sized(context: SeedContext, size: number): readonly SeedMail[] {
  const mails = [...usual(context)];
  for (let batch = 1; mails.length < size; batch += 1) {
    const older = [...notices(context, 200), ...newsletters(context, 40)];
    mails.push(
      ...older.map((mail) => ({ ...mail, ageMinutes: mail.ageMinutes + batch * 60 * 24 * 40, folder: 'inbox' })),
    );
  }
  return mails.slice(0, size);
}

function put(mailbox: Mailbox, mail: SeedMail, position: number, context: SeedContext): void {
  const { owner, random, now } = context;
  const at = now - mail.ageMinutes * 60_000;
  const isOwn = mail.from.address === owner.address;
  const domain = mail.from.address.split('@')[1] ?? 'example.com';
  mailbox.add(
    {
      ...emptyContent(at),
      subject: mail.subject,
      body: mail.body,
      from: mail.from,
      sender: mail.from,
      to: isOwn ? [] : [owner],
      isDraft: false,
      isRead: true,
      internetMessageId: `<${random.hex(24)}.${position}@${domain}>`,
      conversation: { key: `${owner.address}:${mail.subject}:${position}`, startedAt: at, depth: 0 },
      sentAt: at - random.between(1, 20) * 1000,
      ...mail.more,
      receivedAt: at,
      attachments: (mail.more?.attachments ?? []).map((attachment) => ({ ...attachment, modifiedAt: at })),
    },
    folderId(mailbox, mail.folder),
    at,
  );
}

/** Fills a new mailbox. The same owner gets the same mail, with the same age. */
export function seedMailbox(mailbox: Mailbox, seed: Seed): void {
  const context: SeedContext = { ...seed, random: new Random(`mail:${mailbox.oid}`) };
  for (const path of FOLDERS) {
    folderId(mailbox, path);
  }
  mailbox.folders.add('Social Activity Notifications', mailbox.folders.rootId, true);
  const mails = seed.size === undefined ? usual(context) : sized(context, seed.size);
  const oldestFirst = [...mails].sort((left, right) => right.ageMinutes - left.ageMinutes);
  for (const [position, mail] of oldestFirst.entries()) {
    put(mailbox, mail, position, context);
  }
}
