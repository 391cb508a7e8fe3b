import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { mapped, rewritten, summaryPageOf, type SummaryPage } from './summary-page.js';

const message = {
  '@odata.etag': 'W/"CQAAAB"',
  id: 'AAMk=',
  conversationId: 'AAQk=',
  subject: 'Grüße \u{1F389} "quoted" \\ and\nmore',
  from: { emailAddress: { name: 'Ada', address: 'ada@contoso.example' } },
  toRecipients: [
    { emailAddress: { name: 'Bo', address: 'bo@contoso.example' } },
    { emailAddress: { address: 'cy@contoso.example', name: 'Cy' } },
  ],
  receivedDateTime: '2026-01-02T03:04:05Z',
  isRead: true,
  isDraft: false,
  hasAttachments: true,
  importance: 'high',
  flag: { flagStatus: 'flagged', dueDateTime: { dateTime: '2026-01-02T03:04:05.0000000', timeZone: 'UTC' } },
  bodyPreview: 'Thursday’s meeting\r\n',
};
const nextLink = 'https://graph.microsoft.com/v1.0/me/messages?$skip=25&$search="ü"';

function bodyOf(value: unknown): Buffer {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
}

function read(page: SummaryPage | undefined): unknown {
  return (
    page && { items: JSON.parse(Buffer.from(page.items, 'latin1').toString()) as unknown, nextLink: page.nextLink }
  );
}

/** What both ways make of a body; a refusal is its code. */
function outcomeOf(work: () => SummaryPage | undefined): unknown {
  try {
    return read(work());
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
}

const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', 'low', 'high', 'flagged'),
);
const odd = fc.oneof(text, fc.boolean(), fc.constant(null), fc.integer(), fc.constant({}), fc.constant([]));
const mostly = <T>(usual: fc.Arbitrary<T>): fc.Arbitrary<unknown> =>
  fc.oneof({ arbitrary: usual, weight: 12 }, { arbitrary: odd, weight: 1 });
const address = mostly(
  fc.record({ emailAddress: mostly(fc.record({ name: mostly(text), address: mostly(text) }, { requiredKeys: [] })) }),
);
const anyMessage = mostly(
  fc.record(
    {
      id: mostly(text),
      conversationId: mostly(text),
      subject: mostly(text),
      from: address,
      toRecipients: mostly(fc.array(address, { maxLength: 3 })),
      receivedDateTime: mostly(fc.constantFrom('2026-01-02T03:04:05Z', '0001-01-01T00:00:00Z', '2026-01-02')),
      isRead: mostly(fc.boolean()),
      isDraft: mostly(fc.boolean()),
      hasAttachments: mostly(fc.boolean()),
      importance: mostly(fc.constantFrom('low', 'normal', 'high')),
      flag: mostly(fc.record({ flagStatus: mostly(fc.constantFrom('flagged', 'notFlagged')), due: fc.json() })),
      bodyPreview: mostly(text),
      '@odata.etag': mostly(text),
    },
    { requiredKeys: ['id'] },
  ),
);
const anyPage = fc.record(
  { value: mostly(fc.array(anyMessage, { maxLength: 4 })), '@odata.nextLink': mostly(text), other: odd },
  { requiredKeys: ['value'] },
);

describe('a page of messages', () => {
  it('is rewritten without being parsed', () => {
    const page = read(rewritten(bodyOf({ value: [message, { ...message, from: null }], '@odata.nextLink': nextLink })));

    expect(page).toEqual({
      items: [
        {
          id: 'AAMk=',
          conversationId: 'AAQk=',
          subject: message.subject,
          from: { name: 'Ada', address: 'ada@contoso.example' },
          to: [
            { name: 'Bo', address: 'bo@contoso.example' },
            { name: 'Cy', address: 'cy@contoso.example' },
          ],
          receivedAt: '2026-01-02T03:04:05Z',
          isRead: true,
          isDraft: false,
          hasAttachments: true,
          importance: 'high',
          flagged: true,
          preview: message.bodyPreview,
        },
        expect.objectContaining({ from: null }),
      ],
      nextLink,
    });
  });

  it('is the same whether it is rewritten or parsed and mapped', () => {
    fc.assert(
      fc.property(anyPage, (page) => {
        const body = bodyOf(page);
        const way = rewritten(body);

        expect(way === undefined ? 'parsed' : read(way)).toEqual(
          way === undefined ? 'parsed' : outcomeOf(() => mapped(body)),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('is never accepted when a parser would not accept it', () => {
    const whole = bodyOf({ value: [message], '@odata.nextLink': nextLink });
    fc.assert(
      fc.property(
        fc.nat(whole.length - 1),
        fc.nat(255),
        fc.constantFrom('change', 'cut', 'insert'),
        (at, byte, how) => {
          const body = Buffer.concat([
            whole.subarray(0, at),
            how === 'cut' ? Buffer.alloc(0) : Buffer.of(byte),
            how === 'cut' ? Buffer.alloc(0) : whole.subarray(how === 'insert' ? at : at + 1),
          ]);

          expect(outcomeOf(() => summaryPageOf(body))).toEqual(outcomeOf(() => mapped(body)));
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it.each([
    ['a line end inside a string', '{"value":[{"id":"a\nb"}]}'],
    ['an escape that is none', String.raw`{"value":[{"id":"\x41"}]}`],
    ['half an escape', String.raw`{"value":[{"id":"\u12G4"}]}`],
    ['a comma too many', '{"value":[{"id":"a"},]}'],
    ['a comma too few', '{"value":[{"id":"a"}{"id":"b"}]}'],
    ['a comma at the beginning', '{,"value":[]}'],
    ['something after the end', '{"value":[]}x'],
    ['no list at all', ''],
    ['no id', '{"value":[{"id":""}]}'],
  ])('with %s is refused or parsed', (_, body) => {
    expect(rewritten(bodyOf(body))).toBeUndefined();
  });

  it.each([
    ['white space', '{ "value": [] }', []],
    ['numbers', '{"value":[],"@odata.count":1}', []],
    ['a name with an escape', String.raw`{"value":[{"\u0069d":"a"}]}`, [expect.objectContaining({ id: 'a' })]],
    [
      'an escaped flag',
      String.raw`{"value":[{"id":"a","flag":{"flagStatus":"fl\u0061gged"}}]}`,
      [expect.objectContaining({ flagged: true })],
    ],
    ['a member twice', '{"value":[{"id":"a","id":"b"}]}', [expect.objectContaining({ id: 'b' })]],
  ])('with %s is answered', (_, body, items) => {
    expect(read(summaryPageOf(bodyOf(body)))).toEqual({ items, nextLink: undefined });
  });
});
