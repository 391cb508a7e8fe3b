import type { MessageSummary } from '../../client/index.js';

/** The known part of the Inbox, from its newest page. */
export interface KnownMail {
  /** When the newest of it was received (epoch, ms). */
  readonly newest: number;
  readonly ids: ReadonlySet<string>;
}

/** Mail is not always filed in the order in which it was received. */
const lateMs = 60_000;

/** `newest`: the time until which all mail was known before (epoch, ms). After an emptied Inbox, old mail must not be reported as new. */
export function knownMail(newestPage: readonly MessageSummary[], newest = 0): KnownMail {
  return {
    newest: Math.max(newest, ...newestPage.map(receivedAt)),
    ids: new Set(newestPage.map(({ id }) => id)),
  };
}

/** For when the Inbox can't be requested: everything received until this time (epoch, ms) counts as known. */
export function knownUpTo(time: number): KnownMail {
  return { newest: time + lateMs, ids: new Set() };
}

/**
 * The mail that has arrived since, Focused first. A message older than the newest known one has not arrived: the user or one of
 * their rules has moved it here.
 */
export function newMail(known: KnownMail, newestPage: readonly MessageSummary[]): MessageSummary[] {
  const found = newestPage.filter(
    (message) =>
      !message.isRead && !message.isDraft && !known.ids.has(message.id) && receivedAt(message) > known.newest - lateMs,
  );
  return [...found.filter((message) => !isOther(message)), ...found.filter(isOther)];
}

function isOther({ inferenceClassification }: MessageSummary): boolean {
  return inferenceClassification === 'other';
}

function receivedAt(message: MessageSummary): number {
  return message.receivedAt === null ? 0 : Date.parse(message.receivedAt);
}
