import fc from 'fast-check';

import { messageListPath } from './message-query.js';
import { messageQuerySchema, orders } from './message-requests.js';

function optionsOf(query: Record<string, unknown>): URLSearchParams {
  return new URL(`https://graph.example${messageListPath(messageQuerySchema.parse(query))}`).searchParams;
}

describe('a list of messages', () => {
  it('is of the inbox, the newest first, 25 at a time, unless requested otherwise', () => {
    const path = messageListPath(messageQuerySchema.parse({}));

    expect(path).toMatch(/^\/me\/mailFolders\/inbox\/messages\?/);
    expect(optionsOf({}).get('$top')).toBe('25');
    expect(optionsOf({}).get('$orderby')).toBe('receivedDateTime desc');
    expect(optionsOf({}).get('$select')).not.toContain('body,');
  });

  it('may be of the whole mailbox', () => {
    expect(messageListPath(messageQuerySchema.parse({ folder: 'all' }))).toMatch(/^\/me\/messages\?/);
  });

  it('leads the filter with the property that it orders by, as Graph requires', () => {
    const options = optionsOf({ unread: 'true' });

    expect(options.get('$filter')).toBe('receivedDateTime ge 1900-01-01T00:00:00Z and isRead eq false');
    expect(optionsOf({ unread: 'false' }).get('$filter')).toBeNull();
  });

  it('may be of a conversation, which is spread over the folders', () => {
    const path = messageListPath(messageQuerySchema.parse({ conversation: 'AAQk+a/b=' }));

    expect(path).toMatch(/^\/me\/messages\?/);
    expect(optionsOf({ conversation: 'AAQk+a/b=' }).get('$filter')).toBe(
      "receivedDateTime ge 1900-01-01T00:00:00Z and conversationId eq 'AAQk+a/b='",
    );
    expect(optionsOf({ conversation: 'A', unread: 'true', orderBy: 'receivedAt asc' }).get('$filter')).toBe(
      "receivedDateTime ge 1900-01-01T00:00:00Z and conversationId eq 'A' and isRead eq false",
    );
    expect(messageListPath(messageQuerySchema.parse({ conversation: 'A', folder: 'inbox' }))).toMatch(
      /^\/me\/mailFolders\/inbox\/messages\?/,
    );
  });

  it('may be of flagged messages, with files or a category, or of focused ones', () => {
    const filterOf = (query: Record<string, unknown>): unknown =>
      optionsOf(query).get('$filter')?.replace('receivedDateTime ge 1900-01-01T00:00:00Z and ', '');

    expect(filterOf({ flagged: 'true' })).toBe("flag/flagStatus eq 'flagged'");
    expect(filterOf({ hasAttachments: 'true', unread: 'true' })).toBe('isRead eq false and hasAttachments eq true');
    expect(filterOf({ category: "Ann's" })).toBe("categories/any(c:c eq 'Ann''s')");
    expect(filterOf({ inferenceClassification: 'other' })).toBe("inferenceClassification eq 'other'");
    expect(filterOf({ flagged: 'false', hasAttachments: 'false' })).toBeUndefined();
  });

  it('searches without order and filter, as Graph requires', () => {
    const options = optionsOf({ search: 'invoice' });

    expect([options.get('$search'), options.get('$orderby'), options.get('$filter')]).toEqual([
      '"invoice"',
      null,
      null,
    ]);
  });

  it('keeps every search inside its quotes', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('"', '\\', 'a', ' ', '&', '\n', '$', '\u0000'), maxLength: 40 }),
        (text) => {
          fc.pre(text.replace(/[\n\u0000]/g, ' ').trim() !== '');
          const search = optionsOf({ search: text }).get('$search') ?? '';
          expect(search).toMatch(/^"(?:[^"\\\n\u0000]|\\["\\])*"$/);
        },
      ),
    );
  });

  it.each([
    [{ search: 'x', orderBy: 'receivedAt desc' }, 'orderBy'],
    [{ search: 'x', unread: 'true' }, 'unread'],
    [{ unread: 'true', orderBy: 'subject asc' }, 'orderBy'],
    [{ search: 'x', conversation: 'A' }, 'conversation'],
    [{ conversation: 'A', orderBy: 'from asc' }, 'orderBy'],
    [{ search: 'x', flagged: 'true' }, 'flagged'],
    [{ hasAttachments: 'true', orderBy: 'from asc' }, 'hasAttachments'],
    [{ category: 'Red', orderBy: 'subject asc' }, 'category'],
    [{ search: 'x', inferenceClassification: 'other' }, 'inferenceClassification'],
    [{ inferenceClassification: 'junk' }, 'inferenceClassification'],
    [{ category: '' }, 'category'],
    [{ conversation: '' }, 'conversation'],
    [{ top: '0' }, 'top'],
    [{ top: '101' }, 'top'],
    [{ top: 'many' }, 'top'],
    [{ unread: 'yes' }, 'unread'],
    [{ folder: '../users' }, 'folder'],
    [{ folder: '..' }, 'folder'],
    [{ folder: 'a/../b' }, 'folder'],
    [{ folder: String.raw`a\..\b` }, 'folder'],
    [{ folder: 'a\u0000b' }, 'folder'],
    [{ folder: '\ud800' }, 'folder'],
    [{ cursor: '' }, 'cursor'],
    [{ orderBy: 'body' }, 'orderBy'],
    [{ $filter: 'x' }, ''],
  ])('refuses %j', (query, path) => {
    const { error } = messageQuerySchema.safeParse(query);

    expect(error?.issues.map((issue) => issue.path.join('.'))).toContain(path);
  });

  it.each(['AAMkADgx/ab+cdE_-AAA=', 'a%2Fb', String.raw`a\b`, 'a#b?c&d', "a'b", 'a..b', 'x'.repeat(2_000)])(
    'encodes %s as one segment of the path',
    (folder) => {
      const path = messageListPath(messageQuerySchema.parse({ folder }));

      expect(path.split('?', 1)[0]).toBe(`/me/mailFolders/${encodeURIComponent(folder)}/messages`);
    },
  );

  it('keeps the id of a conversation inside its quotes', () => {
    expect(optionsOf({ conversation: "A' or isRead eq true or subject eq '" }).get('$filter')).toBe(
      "receivedDateTime ge 1900-01-01T00:00:00Z and conversationId eq 'A'' or isRead eq true or subject eq '''",
    );
  });

  it.each(orders)('can be ordered by %s', (orderBy) => {
    expect(optionsOf({ orderBy }).get('$orderby')).toMatch(
      /^(?:receivedDateTime|subject|from\/emailAddress\/name) (?:asc|desc)$/,
    );
  });
});
