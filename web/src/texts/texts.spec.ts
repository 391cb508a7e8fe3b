import { createElement, Fragment, type ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { tPlural, tRich } from './messages.js';
import { formatList, formatNames, formatNumber, speak, t } from './t.js';

const DRAFTS = '{count, plural, one {# draft} other {# drafts}}';

function html(node: ReactNode): string {
  return renderToStaticMarkup(createElement(Fragment, null, node));
}

describe('a text', () => {
  afterEach(() => {
    speak('en', {}, []);
  });

  it('is the English of the code, without any catalog', () => {
    expect(t('It’s {what}.', { what: 'here' })).toBe('It’s here.');
    expect(tPlural(DRAFTS, { count: 1 })).toBe('1 draft');
    expect(tPlural(DRAFTS, { count: 1234 })).toBe('1,234 drafts');
  });

  it('is that of the catalog, by its context', () => {
    speak('de', { Archive: 'Archiv', 'Archive [to do]': 'Archivieren', 'To {name}': 'An {name}', New: '' }, []);
    expect(t('Archive')).toBe('Archiv');
    expect(t('Archive', { context: 'to do' })).toBe('Archivieren');
    expect(t('To {name}', { name: 'Jörg' })).toBe('An Jörg');
    expect([t('New'), t('Unknown')]).toEqual(['New', 'Unknown']);
  });

  it('leaves a value unchanged, whatever it looks like', () => {
    expect(t('{a} and {b}', { a: '{b}', b: '$&' })).toBe('{b} and $&');
    expect(tPlural('{a}: {count, plural, one {# draft} other {# drafts}}', { a: '{count} <b>', count: 2 })).toBe(
      '{count} <b>: 2 drafts',
    );
  });

  it('has the plural forms of its language', () => {
    speak('ar', { [DRAFTS]: '{count, plural, zero {z} one {o} two {t} few {f} many {m} other {x}}' }, []);
    expect([0, 1, 2, 3, 11, 100].map((count) => tPlural(DRAFTS, { count })).join('')).toBe('zotfmx');
  });

  it('preserves the order of values in right-to-left text', () => {
    speak('ar', { 'To {name}': 'إلى {name}' }, []);
    expect(t('To {name}', { name: 'Ann (X)' })).toBe('إلى \u2068Ann (X)\u2069');
  });

  it('chooses by the value itself, not by its format', () => {
    speak('ar', {}, []);
    const message = '{count, plural, one {one} other {#}} {which, select, last {{name}: last} other {other}}';
    expect(tPlural(message, { count: 1, which: 'last', name: 'Ann' })).toBe('one \u2068Ann\u2069: last');
    expect(html(tRich('<b>{which, select, last {last} other {other}}</b>', { which: 'last', b: (text) => text }))).toBe(
      'last',
    );
  });

  it('writes all its numbers in the digits of its locale', () => {
    speak('ar', {}, ['ar-EG']);
    expect(tPlural('{interval, plural, other {# / {day}}}', { interval: 3, day: 15 })).toBe('٣ / \u2068١٥\u2069');
    expect(html(tRich('{count} {done, number}', { count: 15, done: 3 }))).toBe('\u2068١٥\u2069 ٣');
    speak('de', {}, []);
    expect(tPlural('{size}', { size: 1234 })).toBe('1.234');
  });

  it('has elements in the places that its language requires', () => {
    const message = 'Press <key>?</key> for {what}';
    const values = {
      key: (text: ReactNode) => createElement('kbd', null, text),
      what: createElement('b', null, 'help'),
    };
    expect(html(tRich(message, values))).toBe('Press <kbd>?</kbd> for <b>help</b>');
    speak('de', { [message]: '{what}: <key>?</key>' }, []);
    expect(html(tRich(message, values))).toBe('<b>help</b>: <kbd>?</kbd>');
  });

  it('writes numbers and lists as its language does', () => {
    speak('de', {}, []);
    expect(formatNumber(1234.5)).toBe('1.234,5');
    expect(t('{n}', { n: 1234 })).toBe('1.234');
    expect(formatList(['a', 'b', 'c'])).toBe('a, b und c');
    expect(formatNames(['Ann', 'Bob', 'Cem'])).toBe('Ann, Bob, Cem');
    speak('ja', {}, []);
    expect(formatNames(['Ann', 'Bob'])).toBe('Ann、Bob');
    speak('ar', {}, []);
    expect(formatNames(['Ann', 'Bob'])).toBe('\u200FAnn\u200F، Bob');
    expect([formatNames(['Ann']), formatNames([])]).toEqual(['Ann', '']);
  });
});
