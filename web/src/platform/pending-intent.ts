const KEY = 'pending-intent';
/** Longer than anybody is at Microsoft's page; what is older was given up. */
const MAX_AGE_MS = 15 * 60_000;

/** What the user asked for before they had to go to Microsoft. */
export interface Intent {
  /** Says who can do it. */
  readonly kind: string;
  readonly payload: unknown;
  /** Permissions that it needs; empty when it needed the user for something else. */
  readonly permissions: readonly string[];
}

/** Kept for this tab only, and for this user only. */
export function storeIntent(userId: string, intent: Intent, now: number = Date.now()): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ userId, intent, storedAt: now }));
  } catch {
    // Storage is full or forbidden: the user presses again.
  }
}

/** Takes it out before anybody looks at it: it is done once, or never. */
export function takeIntent(userId: string, now: number = Date.now()): Intent | undefined {
  try {
    const text = sessionStorage.getItem(KEY);
    sessionStorage.removeItem(KEY);
    return parse(text, userId, now);
  } catch {
    return undefined;
  }
}

function parse(text: string | null, userId: string, now: number): Intent | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text ?? 'null');
  } catch {
    return undefined;
  }
  if (!isObject(value) || value['userId'] !== userId || typeof value['storedAt'] !== 'number') return undefined;
  if (now - value['storedAt'] > MAX_AGE_MS || !isObject(value['intent'])) return undefined;
  const { kind, payload, permissions } = value['intent'];
  if (typeof kind !== 'string' || !Array.isArray(permissions)) return undefined;
  return { kind, payload, permissions: permissions.filter((one) => typeof one === 'string') };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
