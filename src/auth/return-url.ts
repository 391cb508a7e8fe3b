const longest = 2048;

/**
 * Printable ASCII without space, `"`, `#`, `<`, `>`, `\`, `^`, backtick, `{`, `|`, `}`: what a browser leaves
 * unchanged.
 */
const plainCharacters = /^[!$-;=?-\]_a-z~%&']+$/i;

/**
 * The return URL when it is a local path with an optional query; undefined for anything else. Strict on purpose:
 * `//host`, `/\host`, encoded slashes, backslashes and control characters are read differently by browsers, proxies and
 * routers, so no reading of them is trusted (RFC 9700 §4.11).
 */
export function localReturnUrl(raw: string): string | undefined {
  if (raw.length > longest || !raw.startsWith('/') || raw.includes('\\') || !plainCharacters.test(raw)) {
    return undefined;
  }
  const [path = ''] = raw.split('?', 1);
  const isAmbiguous = path.includes('//') || /%(?:2f|5c|2e|[01][\da-f]|7f|(?![\da-f]{2}))/i.test(path);
  return isAmbiguous ? undefined : raw;
}
