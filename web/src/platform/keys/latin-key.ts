/** As other keyboards have them at these places. */
const SIGNS: Readonly<Record<string, string>> = { '؟': '?' };
const latinOrSign = /^[\p{Script=Latin}\p{Script=Common}]/u;

/**
 * What the key means for shortcuts, which are Latin letters: on a keyboard of another script, what stands there on a Latin one, as browsers
 * have it for their own shortcuts.
 */
export function latinKey({ key, code }: Pick<KeyboardEvent, 'key' | 'code'>): string {
  const sign = SIGNS[key];
  if (sign !== undefined) {
    return sign;
  }
  if ([...key].length !== 1 || latinOrSign.test(key)) {
    return key;
  }
  return code === 'Slash' ? '/' : (/^Key([A-Z])$/.exec(code)?.[1]?.toLowerCase() ?? key);
}
