import { parseStrings, userStored } from '../platform/user-stored.js';

/** Keys (`folderKey`) of the folders that are shown on top too, in the order in which they were added. */
export const favouriteFolders = userStored('favourite-folders', parseStrings);

/** Ids of the folders that show what lies in them. */
export const expandedFolders = userStored('expanded-folders', parseStrings);

/** Keys of the folders that mail was moved to, the last used first. */
export const moveTargets = userStored('move-targets', parseStrings);

const mostTargets = 5;

export function rememberMoveTarget(userId: string, key: string): void {
  moveTargets.set(userId, withFirst(moveTargets.get(userId), key, mostTargets));
}

export function toggleFavourite(userId: string, key: string): void {
  const known = favouriteFolders.get(userId);
  favouriteFolders.set(userId, known.includes(key) ? known.filter((one) => one !== key) : [...known, key]);
}

export function setExpanded(userId: string, id: string, isExpanded: boolean): void {
  const others = expandedFolders.get(userId).filter((one) => one !== id);
  expandedFolders.set(userId, isExpanded ? [...others, id] : others);
}

/** So that these are seen, and what lies in others stays as it is. */
export function expandAll(userId: string, ids: readonly string[]): void {
  const known = expandedFolders.get(userId);
  const added = ids.filter((id) => !known.includes(id));
  if (added.length > 0) {
    expandedFolders.set(userId, [...known, ...added]);
  }
}

/** A list of what was used, the last first, each once. */
export function withFirst(known: readonly string[], first: string, most: number): readonly string[] {
  return [first, ...known.filter((one) => one !== first)].slice(0, most);
}
