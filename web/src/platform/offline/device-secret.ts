const NAME = '__Host-offline-reading';
const ATTRIBUTES = ['path=/', 'secure', 'samesite=strict'];

/**
 * What the keys of the kept mail are made of. It is in a cookie of its own that lives as long as the session's cookie does: a browser
 * that is closed forgets both, and what is on the disk can't be read any more.
 */
export function deviceSecret(): string | undefined {
  const pairs = document.cookie.split('; ');
  return pairs.find((pair) => pair.startsWith(`${NAME}=`))?.slice(NAME.length + 1);
}

/** Returns undefined where the browser takes no cookie from a page: then nothing is kept. */
export function newDeviceSecret(): string | undefined {
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
}
