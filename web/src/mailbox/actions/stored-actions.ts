import { parseRequested, type RequestedAction } from './mail-action.js';

const PREFIX = 'mail-actions:';

/** Each tab stores its own, so that two tabs never do one action twice. */
const tabId = crypto.randomUUID();

const OWN = 'mail-actions-tab';

/** Of the page before this one in the same tab, which is gone: on the way to Microsoft and back, or loaded anew. */
const pageBefore = takeOver();

function takeOver(): string | undefined {
  try {
    const before = sessionStorage.getItem(OWN) ?? undefined;
    sessionStorage.setItem(OWN, tabId);
    return before;
  } catch {
    // Storage is full or forbidden.
    return undefined;
  }
}

function keyOf(userId: string, tab: string): string {
  return `${PREFIX}${userId}:${tab}`;
}

function lockOf(tab: string): string {
  return `${PREFIX}${tab}`;
}

/** What there is to store, by user, until the tab has its lock: before, another tab would take it for left behind, and do it too. */
let unlocked: Map<string, readonly RequestedAction[]> | undefined = new Map();

/** Held while the tab lives: what a closed tab left behind is free for others. */
navigator.locks
  .request(lockOf(tabId), () => {
    storeEarly();
    return new Promise<void>(() => undefined);
  })
  // Refused: a second tab may do them too, but nothing that the user has asked for is lost when this page is loaded anew.
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
    // Storage is full or forbidden: the actions wait as long as this page is open.
  }
}

/** What other tabs of this user left behind, oldest first. It belongs to this tab from now on. */
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

/** Where the browser refuses the lock, nobody can tell but of the page before. */
function isClosed(tab: string): Promise<boolean> {
  return navigator.locks
    .request(lockOf(tab), { ifAvailable: true }, (lock) => lock !== null)
    .catch(() => tab === pageBefore);
}

/** On sign-out nothing of the user stays behind. */
export function forgetActions(userId: string): void {
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
