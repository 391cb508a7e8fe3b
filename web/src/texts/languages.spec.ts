import { directionOf, languageFor, LANGUAGES, localeFor } from './languages.js';

describe('the language of the app', () => {
  it.each([
    ['the first of the browser’s that the app has', undefined, ['nl-NL', 'fr-CA', 'de'], 'fr'],
    ['English when it has none of them', undefined, ['nl', 'pt-BR'], 'en'],
    ['English when the browser names none', undefined, [], 'en'],
    ['English when the browser names an invalid locale', undefined, ['*', 'not a locale'], 'en'],
    ['the chosen one', 'ar', ['de'], 'ar'],
  ] as const)('is %s', (_, chosen, preferred, expected) => {
    expect(languageFor(chosen, preferred)).toBe(expected);
  });

  it.each([
    ['the browser’s of that language', 'de', ['en-US', 'de-AT'], 'de-AT'],
    ['English as in the browser’s region', 'en', ['nl'], 'en-NL'],
    ['the plain language when the browser has another one', 'ja', ['en-US'], 'ja'],
    ['the plain language when the browser names none', 'en', [], 'en'],
  ] as const)('writes dates and numbers by %s', (_, language, preferred, expected) => {
    expect(localeFor(language, preferred)).toBe(expected);
  });

  it('is known to Intl, with all that is formatted by it', () => {
    const codes = LANGUAGES.map(({ code }) => code);
    expect(Intl.DateTimeFormat.supportedLocalesOf(codes)).toEqual(codes);
    expect(Intl.PluralRules.supportedLocalesOf(codes)).toEqual(codes);
  });

  it('is written from right to left if Unicode says so', () => {
    expect(LANGUAGES.filter(({ code }) => directionOf(code) === 'rtl').map(({ code }) => code)).toEqual(['ar']);
  });
});
