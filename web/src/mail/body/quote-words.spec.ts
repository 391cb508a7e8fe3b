import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Message } from '../../client/index.js';
import { quoteHeader } from '../../drafts/quote.js';
import { LANGUAGES } from '../../texts/languages.js';
import { type Catalog, speak } from '../../texts/t.js';
import { headerWords, subjectWords } from './quote-words.js';

const MESSAGE = {
  subject: 'Ferry at noon',
  from: { name: 'Noor Haddad', address: 'noor@contoso.example' },
  to: [{ address: 'alice@contoso.example' }],
  cc: [],
  receivedAt: '2026-11-30T12:00:00Z',
} as unknown as Message;

function catalogOf(code: string): Catalog {
  if (code === 'en') {
    return {};
  }
  return JSON.parse(readFileSync(join(import.meta.dirname, `../../texts/${code}.json`), 'utf8')) as Catalog;
}

describe('the header words above a quote', () => {
  afterEach(() => {
    speak('en', {}, []);
  });

  it.each(LANGUAGES)('are recognised as this app writes them in $name', ({ code }) => {
    speak(code, catalogOf(code), [code]);
    // The text content of the element.
    const text = quoteHeader(MESSAGE).replace(/<[^>]*>/g, '');
    expect(text).toMatch(headerWords);
    expect(text).toMatch(subjectWords);
  });

  it('do not match a timetable', () => {
    expect('From: Harbour Date: 30 November').not.toMatch(subjectWords);
    expect('من: الميناء').not.toMatch(headerWords);
  });
});
