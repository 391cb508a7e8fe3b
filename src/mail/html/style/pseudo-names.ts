function words(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/));
}

export const plainPseudoClasses = words(
  `active any-link empty first-child first-of-type focus focus-visible focus-within hover last-child last-of-type link
  only-child only-of-type visited`,
);

export const pseudoElements = words('after before first-letter first-line marker selection');

/** Their argument is a list of selectors. */
export const selectorPseudoClasses = words('is not where');

/** Valid in browsers, but never true of the content of a message. */
export const staticPseudoClasses = words(
  `checked default defined disabled enabled fullscreen in-range indeterminate invalid optional out-of-range
  placeholder-shown read-only read-write required target valid`,
);
