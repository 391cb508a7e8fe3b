const KEY = 'pending-intents';
/** Longer than any stay on Microsoft's page; the user has given up older ones. */
const maxAgeMs = 15 * 60_000;

/** An action that the user requested before they had to go to Microsoft. */
export interface Intent {
  /** Identifies the handler. */
  readonly kind: string;
  readonly payload: unknown;
  /** The permissions that it requires; empty when it needed the user for another reason. */
  readonly permissions: readonly string[];
}

/** Stored for this tab only, and for this user only. */
export function storeIntents(userId: string, intents: readonly Intent[], now: number = Date.now()): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ userId, intents, storedAt: now }));
  } catch {
    // Storage is full or forbidden: the user has to request it again.
  }
}

/** Removes them from the storage before they are processed: each is performed at most once. */
export function takeIntents(userId: string, now: number = Date.now()): Intent[] {
  try {
    const text = sessionStorage.getItem(KEY);
    sessionStorage.removeItem(KEY);
    return parse(text, userId, now);
  } catch {
    return [];
  }
}

function parse(text: string | null, userId: string, now: number): Intent[] {
  let value: unknown;
  try {
    value = JSON.parse(text ?? 'null');
  } catch {
    return [];
  }
  if (!isObject(value) || value['userId'] !== userId || typeof value['storedAt'] !== 'number') {
    return [];
  }
  if (now - value['storedAt'] > maxAgeMs || !Array.isArray(value['intents'])) {
    return [];
  }
  return value['intents'].flatMap(parseIntent);
}

function parseIntent(value: unknown): Intent[] {
  if (!isObject(value)) {
    return [];
  }
  const { kind, payload, permissions } = value;
  if (typeof kind !== 'string' || !Array.isArray(permissions)) {
    return [];
  }
  return [{ kind, payload, permissions: permissions.filter((one) => typeof one === 'string') }];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
