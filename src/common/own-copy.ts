/**
 * The same text in memory of its own, for texts that are stored. V8 cuts a text out of a longer one by pointing into
 * it, so that a few characters of a cookie would keep the whole header. Latin-1 only.
 */
export function ownCopy(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
}
