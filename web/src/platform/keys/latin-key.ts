/** Signs of other scripts and the sign of a Latin keyboard with the same meaning. */
const SIGNS: Readonly<Record<string, string>> = { '؟': '?' };
const latinOrSign = /^[\p{Script=Latin}\p{Script=Common}]/u;

/**
 * The key for shortcuts, which are Latin letters. On a keyboard of another script it is the letter at the same position of a Latin keyboard,
 * as in browsers' own shortcuts. With Shift or CapsLock it is in upper case, as on a Latin keyboard.
 */
export function latinKey({ key, code, shiftKey }: Pick<KeyboardEvent, 'key' | 'code' | 'shiftKey'>): string {
  const sign = SIGNS[key];
  if (sign !== undefined) {
    return sign;
  }
  // Not `Enter` or `F2`.
  if (!/^.$/u.test(key) || latinOrSign.test(key)) {
    return key;
  }
  if (code === 'Slash') {
    return '/';
  }
  const letter = /^Key([A-Z])$/.exec(code)?.[1] ?? key;
  return shiftKey || key !== key.toLowerCase() ? letter : letter.toLowerCase();
}
