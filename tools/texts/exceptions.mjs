/**
 * What reads like words and isn't translated, by file; a text by a file that doesn't have it any more is a fault. Names of products and
 * of keys of a protocol are the same in each language.
 */
/** @type {Readonly<Record<string, readonly string[]>>} */
export const exceptions = {
  'web/src/account/device-name.ts': [
    ...['Edge', 'Opera', 'Samsung Internet', 'Firefox', 'Chrome', 'Safari'],
    ...['Android', 'Windows', 'Mac', 'Linux'],
  ],
  // Names of fonts.
  'web/src/app/theme.ts': [
    "'Segoe UI', 'Segoe UI Web (West European)', -apple-system, BlinkMacSystemFont, Roboto, 'Helvetica Neue', sans-serif",
  ],
  // Each language by its own name, whatever the app speaks.
  'web/src/texts/languages.ts': ['English', 'Deutsch', 'Français', 'Español'],
};
