import type { OutgoingMessage } from '../client/index.js';

/** A message that is stored until the user returns from Microsoft. */
export interface StoredMessage {
  readonly message: OutgoingMessage;
  readonly idempotencyKey: string;
}

const NAME = 'entra-mail-bff:send';
/** Longer than any stay on Microsoft's page. The server remembers the key for a day. */
const maxAgeMs = 15 * 60_000;

/** For this tab and this user only; the server's `Clear-Site-Data` deletes it at sign-out. False when storage is full or forbidden. */
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
    deleteStoredMessage();
  } catch {
    // Storage is forbidden, or has other content.
  }
  return undefined;
}

export function deleteStoredMessage(): void {
  try {
    sessionStorage.removeItem(NAME);
  } catch {
    // Then nothing was stored either.
  }
}
