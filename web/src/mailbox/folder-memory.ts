import { parseStrings, userStored } from '../platform/user-stored.js';

/** Keys (`folderKey`) of the favourite folders, which are shown at the top, in the order of their addition. */
export const favouriteFolders = userStored('favourite-folders', parseStrings);

/** Ids of the expanded folders. */
export const expandedFolders = userStored('expanded-folders', parseStrings);

/** Keys of the folders to which mail was moved, the last used first. */
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

/** Expands these folders; the state of others is unchanged. */
export function expandAll(userId: string, ids: readonly string[]): void {
  const known = expandedFolders.get(userId);
  const added = ids.filter((id) => !known.includes(id));
  if (added.length > 0) {
    expandedFolders.set(userId, [...known, ...added]);
  }
}

/** A list of used items, the last used first, each once. */
export function withFirst(known: readonly string[], first: string, most: number): readonly string[] {
  return [first, ...known.filter((one) => one !== first)].slice(0, most);
}
