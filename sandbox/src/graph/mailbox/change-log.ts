import type { MailItem } from './mail-item.js';
import type { Mailbox, Tombstone } from './mailbox.js';

export type FolderChange =
  | { readonly kind: 'created' | 'updated' | 'readFlag'; readonly sequence: number; readonly item: MailItem }
  | { readonly kind: 'deleted'; readonly sequence: number; readonly tombstone: Tombstone };

function changeOf(item: MailItem, since: number): FolderChange | undefined {
  const sequence = Math.max(item.changedSequence, item.readFlagSequence);
  if (sequence <= since) {
    return undefined;
  }
  if (item.arrivedSequence > since) {
    return { kind: 'created', sequence, item };
  }
  return { kind: item.changedSequence > since ? 'updated' : 'readFlag', sequence, item };
}

/** With immutable ids, Exchange may report a message as removed that was moved away and back, and so is in the folder. */
export type MovedAwayAndBack = 'removed' | 'unreported';

/** The changes in a folder after `since` and up to `until`, in the order in which they happened. */
export function changesIn(
  mailbox: Mailbox,
  folderId: string,
  range: { readonly since: number; readonly until: number },
  immutableIds: { readonly movedAwayAndBack: MovedAwayAndBack } | undefined,
): readonly FolderChange[] {
  const items = mailbox.itemsIn(folderId);
  const present = new Set(items.map((item) => item.immutableId));
  const left = mailbox.tombstones.filter(
    (each) => each.folderId === folderId && each.sequence > range.since && each.arrivedSequence <= range.since,
  );
  const isBack = (id: string): boolean => immutableIds !== undefined && present.has(id);
  const isReportedAsRemoved = immutableIds?.movedAwayAndBack === 'removed';
  const removed = left
    .filter(({ immutableId }) => isReportedAsRemoved || !isBack(immutableId))
    .map((tombstone): FolderChange => ({ kind: 'deleted', sequence: tombstone.sequence, tombstone }));
  const returned = new Set(left.map(({ immutableId }) => immutableId).filter(isBack));
  const changed = items
    .filter(({ immutableId }) => !isReportedAsRemoved || !returned.has(immutableId))
    .flatMap((item) => changeOf(item, range.since) ?? []);
  return [...removed, ...changed]
    .filter((change) => change.sequence <= range.until)
    .sort((left, right) => left.sequence - right.sequence);
}
