const KEY = 'pending-intents';
/** Longer than anybody is at Microsoft's page; what is older was given up. */
const maxAgeMs = 15 * 60_000;

/** What the user asked for before they had to go to Microsoft. */
export interface Intent {
  /** Says who can do it. */
  readonly kind: string;
  readonly payload: unknown;
  /** Permissions that it needs; empty when it needed the user for something else. */
  readonly permissions: readonly string[];
}

/** Kept for this tab only, and for this user only. */
export function storeIntents(userId: string, intents: readonly Intent[], now: number = Date.now()): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ userId, intents, storedAt: now }));
  } catch {
    // Storage is full or forbidden: the user presses again.
  }
}

/** Takes them out before anybody looks at them: each is done once, or never. */
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
