import type { OutgoingMessage } from '../client/index.js';

/** A message that waits for the user to come back from Microsoft. */
export interface StoredMessage {
  readonly message: OutgoingMessage;
  readonly idempotencyKey: string;
}

const NAME = 'entra-mail-bff:send';
/** Longer than anybody is at Microsoft's page. The server remembers the key for a day. */
const maxAgeMs = 15 * 60_000;

/** For this tab and this user only; the server's `Clear-Site-Data` takes it away at sign-out. False when storage is full or forbidden. */
export function storeMessage(userId: string, stored: StoredMessage, now: number = Date.now()): boolean {
  try {
    sessionStorage.setItem(NAME, JSON.stringify({ ...stored, userId, keptAt: now }));
    return true;
  } catch {
    return false;
  }
}

export function storedMessage(userId: string, now: number = Date.now()): StoredMessage | undefined {
  try {
    const stored = JSON.parse(sessionStorage.getItem(NAME) ?? 'null') as
      (StoredMessage & { readonly userId: string; readonly keptAt: number }) | null;
    if (stored === null) {
      return undefined;
    }
    if (stored.userId === userId && now - stored.keptAt <= maxAgeMs) {
      return stored;
    }
    forgetMessage();
  } catch {
    // Storage is forbidden, or holds something else.
  }
  return undefined;
}

export function forgetMessage(): void {
  try {
    sessionStorage.removeItem(NAME);
  } catch {
    // Nothing could be kept either.
  }
}
