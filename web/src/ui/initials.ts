/** Additions to a name: `Ann Lee (IT)`, `"Ann" [extern]`. */
const ASIDE = /[([{][^)\]}]*(?:[)\]}]|$)/g;
/** Scripts whose names have one initial per word. In other scripts, one letter represents the name, or letters join each other. */
const withInitials = /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Georgian}]/u;

/**
 * One or two letters for a name, in the order of the name, whatever the direction of the app; empty for a text without letters, such
 * as a telephone number.
 */
export function initialsOf(name: string): string {
  const words = name.replace(ASIDE, ' ').match(/[\p{L}\p{M}\p{N}@.'’_-]+/gu) ?? [];
  const letters = words
    .map((word) => /^[^\p{L}\p{N}]*(\p{L})/u.exec(word)?.[1] ?? '')
    .filter((letter) => letter !== '');
  const [first = ''] = letters;
  const last = letters.length > 1 && withInitials.test(first) ? (letters.at(-1) ?? '') : '';
  return (first + (withInitials.test(last) ? last : '')).toUpperCase();
}
