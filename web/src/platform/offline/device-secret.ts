const NAME = '__Host-offline-reading';
/** In localStorage: the user of the copy. The next user's page learns from it that the copy isn't theirs, without opening it. */
const OWNER = 'offline-reading-user';
const ATTRIBUTES = ['path=/', 'secure', 'samesite=strict'];

/**
 * The secret from which the keys of the stored mail are derived. It is in a cookie with the lifetime of the session cookie: when the
 * browser is closed, it deletes both, and the data on the disk can no longer be decrypted.
 */
export function deviceSecret(): string | undefined {
  const pairs = document.cookie.split('; ');
  return pairs.find((pair) => pair.startsWith(`${NAME}=`))?.slice(NAME.length + 1);
}

/** Whether there is a copy of another user. */
export function isOfAnother(userId: string): boolean {
  return deviceSecret() !== undefined && owner() !== userId;
}

/** Returns undefined when the browser refuses the cookie or the storage: then nothing is stored. */
export function newDeviceSecret(userId: string): string | undefined {
  try {
    localStorage.setItem(OWNER, userId);
  } catch {
    return undefined;
  }
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  const secret = btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
  document.cookie = [`${NAME}=${secret}`, ...ATTRIBUTES].join('; ');
  return deviceSecret() === secret ? secret : undefined;
}

export function dropDeviceSecret(): void {
  document.cookie = [`${NAME}=`, ...ATTRIBUTES, 'max-age=0'].join('; ');
  try {
    localStorage.removeItem(OWNER);
  } catch {
    // Forbidden: then nothing was stored.
  }
}

function owner(): string | null {
  try {
    return localStorage.getItem(OWNER);
  } catch {
    return null;
  }
}
