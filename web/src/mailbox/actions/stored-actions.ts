import { parseRequested, type RequestedAction } from './mail-action.js';

const PREFIX = 'mail-actions:';

/** Each tab stores its own actions: two tabs never perform the same one. */
const tabId = crypto.randomUUID();

const OWN = 'mail-actions-tab';

/** The id of the page that this tab has left: it was reloaded, or the user was at Microsoft meanwhile. */
const pageBefore = takeOver();

function takeOver(): string | undefined {
  try {
    const before = sessionStorage.getItem(OWN) ?? undefined;
    sessionStorage.removeItem(OWN);
    return before;
  } catch {
    // Storage is forbidden.
    return undefined;
  }
}

// Stored only while no page is shown: a duplicate of the tab begins with a copy of its storage.
window.addEventListener('pagehide', () => {
  try {
    sessionStorage.setItem(OWN, tabId);
  } catch {
    // Storage is full or forbidden.
  }
});
// The browser may show the same page again.
window.addEventListener('pageshow', takeOver);

function keyOf(userId: string, tab: string): string {
  return `${PREFIX}${userId}:${tab}`;
}

function lockOf(tab: string): string {
  return `${PREFIX}${tab}`;
}

/** By user, the actions to store when the tab gets its lock. Without the lock, another tab would take them over and perform them too. */
let unlocked: Map<string, readonly RequestedAction[]> | undefined = new Map();

/** Held while the tab exists: the actions of a closed tab are free for other tabs. */
navigator.locks
  .request(lockOf(tabId), () => {
    storeEarly();
    return new Promise<void>(() => undefined);
  })
  // Refused: the actions are stored too, for the next page of this tab.
  .catch(storeEarly);

function storeEarly(): void {
  const early = unlocked ?? [];
  unlocked = undefined;
  for (const [userId, actions] of early) {
    storeActions(userId, actions);
  }
}

export function storeActions(userId: string, actions: readonly RequestedAction[]): void {
  if (unlocked !== undefined) {
    unlocked.set(userId, actions);
    return;
  }
  const key = keyOf(userId, tabId);
  try {
    if (actions.length === 0) {
      localStorage.removeItem(key);
    } else {
      localStorage.setItem(key, JSON.stringify(actions));
    }
  } catch {
    // Storage is full or forbidden: the actions wait only while this page is open.
  }
}

/** Takes over the actions of closed tabs of this user, oldest first. */
export async function takeOrphanedActions(userId: string): Promise<RequestedAction[]> {
  const found: RequestedAction[] = [];
  const own = keyOf(userId, tabId);
  const keys = Object.keys(localStorage).filter((key) => key.startsWith(keyOf(userId, '')) && key !== own);
  for (const key of keys) {
    const tab = key.slice(keyOf(userId, '').length);
    if (await isClosed(tab)) {
      found.push(...parse(localStorage.getItem(key), userId));
      localStorage.removeItem(key);
    }
  }
  return found.sort((a, b) => a.requestedAt - b.requestedAt);
}

/** When the browser refuses the lock, only the page that this tab has left counts as closed. */
function isClosed(tab: string): Promise<boolean> {
  return navigator.locks
    .request(lockOf(tab), { ifAvailable: true }, (lock) => lock !== null)
    .catch(() => tab === pageBefore);
}

/** Deletes the user's stored actions at sign-out. */
export function deleteStoredActions(userId: string): void {
  unlocked?.delete(userId);
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(keyOf(userId, ''))) {
      localStorage.removeItem(key);
    }
  }
}

function parse(text: string | null, userId: string): RequestedAction[] {
  try {
    return parseRequested(JSON.parse(text ?? '[]'), userId);
  } catch {
    return [];
  }
}
