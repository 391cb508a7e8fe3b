import type { MessageSummary } from '../../client/index.js';

/** What of the Inbox is known already, by the newest page of it. */
export interface KnownMail {
  /** When the newest of it was received (epoch, ms). */
  readonly newest: number;
  readonly ids: ReadonlySet<string>;
}

/** Mail is not always filed in the order in which it was received. */
const lateMs = 60_000;

/** `newest`: up to when all was known before (epoch, ms). An Inbox that was emptied is no reason to tell of old mail. */
export function knownMail(newestPage: readonly MessageSummary[], newest = 0): KnownMail {
  return {
    newest: Math.max(newest, ...newestPage.map(receivedAt)),
    ids: new Set(newestPage.map(({ id }) => id)),
  };
}

/** Where the Inbox can't be asked for: all that was received until a moment (epoch, ms) was seen. */
export function knownUpTo(time: number): KnownMail {
  return { newest: time + lateMs, ids: new Set() };
}

/**
 * What has come since, Focused first. What is older than the newest that was known did not come but was moved here, by the
 * user or a rule of theirs.
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
