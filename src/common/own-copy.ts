/**
 * The same text in memory of its own, one byte per character, for what is kept: V8 cuts a text out of a longer one by pointing into it,
 * so that a cookie's first characters keep the whole header; and MSAL's tokens come with two bytes per character. Latin-1 only.
 */
export function ownCopy(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
}
