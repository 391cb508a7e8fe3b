const NAME = '__Host-offline-reading';
/** In localStorage: whose copy it is, so that the next user's page needn't open it to see that it isn't theirs. */
const OWNER = 'offline-reading-user';
const ATTRIBUTES = ['path=/', 'secure', 'samesite=strict'];

/**
 * What the keys of the kept mail are made of. It is in a cookie of its own that lives as long as the session's cookie does: a browser
 * that is closed forgets both, and what is on the disk can't be read any more.
 */
export function deviceSecret(): string | undefined {
  const pairs = document.cookie.split('; ');
  return pairs.find((pair) => pair.startsWith(`${NAME}=`))?.slice(NAME.length + 1);
}

/** Whether there is a copy that isn't theirs. */
export function isOfAnother(userId: string): boolean {
  return deviceSecret() !== undefined && owner() !== userId;
}

/** Returns undefined where the browser takes no cookie from a page, or stores nothing: then nothing is kept. */
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
