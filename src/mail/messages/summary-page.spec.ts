import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { SummaryPages, type SummaryPage } from './summary-page.js';

const message = {
  '@odata.etag': 'W/"CQAAAB"',
  id: 'AAMk=',
  conversationId: 'AAQk=',
  subject: 'Grüße \u{1F389} "quoted" \\ and\nmore',
  from: { emailAddress: { name: 'Ada', address: 'ada@contoso.example' } },
  toRecipients: [
    { emailAddress: { name: 'Bo', address: 'bo@contoso.example' } },
    { emailAddress: { name: 'Cy', address: 'cy@contoso.example' } },
    { emailAddress: { name: '}},{"emailAddress":{', address: '' } },
  ],
  receivedDateTime: '2026-01-02T03:04:05Z',
  isRead: true,
  isDraft: false,
  hasAttachments: true,
  importance: 'high',
  flag: { flagStatus: 'flagged', dueDateTime: { dateTime: '2026-01-02T03:04:05.0000000', timeZone: 'UTC' } },
  bodyPreview: 'Thursday’s meeting\r\n',
  categories: ['Red "x"', 'Größe'],
  inferenceClassification: 'other',
  isReadReceiptRequested: true,
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

/** The results of both ways for a body; a refusal is its code. */
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
function mostly<T>(usual: fc.Arbitrary<T>): fc.Arbitrary<unknown> {
  return fc.oneof({ arbitrary: usual, weight: 12 }, { arbitrary: odd, weight: 1 });
}
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
      categories: mostly(fc.array(mostly(text), { maxLength: 3 })),
      inferenceClassification: mostly(fc.constantFrom('focused', 'other')),
      isReadReceiptRequested: mostly(fc.constantFrom(true, false, null)),
      '@odata.etag': mostly(text),
    },
    { requiredKeys: ['id'] },
  ),
);
const anyPage = fc.record(
  { value: mostly(fc.array(anyMessage, { maxLength: 4 })), '@odata.nextLink': mostly(text), other: odd },
  { requiredKeys: ['value'] },
);

/** A service that has seen these messages before. */
function pagesThatSaw(...messages: unknown[]): SummaryPages {
  const pages = new SummaryPages();
  pages.read(bodyOf({ value: messages }));
  return pages;
}

function parsedOutcomeOf(body: Buffer): unknown {
  return outcomeOf(() => new SummaryPages().mapped(body));
}

describe('a page of messages', () => {
  it('is rewritten without being parsed, once its layout is known', () => {
    const request = { '@odata.type': '#microsoft.graph.eventMessageRequest', ...message };
    const { from: _, ...fromNobody } = message;
    const body = bodyOf({
      '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#users',
      value: [message, { ...message, from: null, subject: null, toRecipients: [] }, request, fromNobody],
      '@odata.nextLink': nextLink,
    });
    const pages = pagesThatSaw(message, request, fromNobody);

    expect(read(pages.rewritten(body))).toEqual({
      items: [
        {
          id: 'AAMk=',
          conversationId: 'AAQk=',
          subject: message.subject,
          from: { name: 'Ada', address: 'ada@contoso.example' },
          to: [
            { name: 'Bo', address: 'bo@contoso.example' },
            { name: 'Cy', address: 'cy@contoso.example' },
            { name: '}},{"emailAddress":{', address: '' },
          ],
          receivedAt: '2026-01-02T03:04:05Z',
          isRead: true,
          isDraft: false,
          hasAttachments: true,
          importance: 'high',
          flagged: true,
          preview: message.bodyPreview,
          categories: message.categories,
          inferenceClassification: 'other',
          isReadReceiptRequested: true,
        },
        expect.objectContaining({ from: null, subject: '', to: [] }),
        expect.objectContaining({ id: 'AAMk=', preview: message.bodyPreview }),
        expect.objectContaining({ from: null, subject: message.subject }),
      ],
      nextLink,
    });
  });

  it('is parsed when its layout is new', () => {
    const pages = pagesThatSaw(message);
    const body = bodyOf({ value: [{ id: 'AAMk=', subject: 'Other members' }] });

    expect(pages.rewritten(body)).toBeUndefined();
    pages.read(body);
    expect(read(pages.rewritten(body))).toEqual(parsedOutcomeOf(body));
  });

  it('is rewritten again when many other layouts have been seen, and layouts are not stored without end', () => {
    const body = bodyOf({ value: [message] });
    const pages = pagesThatSaw(message, ...Array.from({ length: 8 }, (_, at) => ({ id: 'AAMk=', [`other${at}`]: '' })));

    expect(pages.rewritten(body)).toBeUndefined();
    pages.read(body);
    expect(pages.rewritten(body)).toBeDefined();
  });

  it('is the same whether it is rewritten or parsed and mapped', () => {
    let rewritten = 0;
    fc.assert(
      fc.property(anyPage, (page) => {
        const body = bodyOf(page);
        const pages = new SummaryPages();
        const expected = outcomeOf(() => pages.mapped(body));
        const way = pages.rewritten(body);
        rewritten += way === undefined ? 0 : 1;

        expect(way === undefined ? expected : read(way)).toEqual(expected);
      }),
      { numRuns: 1_000 },
    );

    expect(rewritten).toBeGreaterThan(20);
  });

  it('is never accepted when a parser would not accept it', () => {
    const whole = bodyOf({ value: [message, message], '@odata.nextLink': nextLink });
    const pages = pagesThatSaw(message);
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

          expect(outcomeOf(() => pages.read(body))).toEqual(parsedOutcomeOf(body));
        },
      ),
      { numRuns: 3_000 },
    );
  });

  const plain = { id: 'a', subject: 's', flag: { flagStatus: 'flagged' } };

  it.each([
    ['a line end inside a string', '{"value":[{"id":"a\nb"}]}'],
    ['an invalid escape', String.raw`{"value":[{"id":"a","subject":"\x41","flag":{"flagStatus":"flagged"}}]}`],
    ['half an escape', String.raw`{"value":[{"id":"a","subject":"\u12G4","flag":{"flagStatus":"flagged"}}]}`],
    ['a comma too many', '{"value":[{"id":"a"},]}'],
    ['a comma too few', '{"value":[{"id":"a"}{"id":"b"}]}'],
    ['a comma before the first message', '{"value":[,{"id":"a"}]}'],
    ['a comma at the beginning', '{,"value":[]}'],
    ['something after the end', '{"value":[]}x'],
    ['no end', '{"value":[{"id":"a"}'],
    ['no list at all', ''],
    ['no id', '{"value":[{"id":""}]}'],
    ['bytes that are not text', Buffer.from([...bodyOf('{"value":[],"x":"'), 0xff, ...bodyOf('"}')])],
    ['a second list', '{"value":[{"id":"a"}],"value":[]}'],
    ['a second list under another spelling', String.raw`{"value":[{"id":"a"}],"v\u0061lue":[]}`],
    [
      'a flag twice',
      '{"value":[{"id":"a","subject":"s","flag":{"flagStatus":"flagged","flagStatus":{"dateTime":"x","timeZone":"y"}}}]}',
    ],
    ['the list of something else', '{"x":{"value":[{"id":"a"}]},"value":[]}'],
    ['white space', '{ "value": [] }'],
    ['a name with an escape', String.raw`{"value":[{"\u0069d":"a"}]}`],
    ['an escaped flag', String.raw`{"value":[{"id":"a","subject":"s","flag":{"flagStatus":"fl\u0061gged"}}]}`],
    ['a member twice', '{"value":[{"id":"a","id":"b"}]}'],
  ])('with %s is refused or parsed', (_, written) => {
    const body = Buffer.isBuffer(written) ? written : bodyOf(written);
    const pages = pagesThatSaw(plain, { id: 'a' });

    expect(pages.rewritten(body)).toBeUndefined();
    expect(outcomeOf(() => pages.read(body))).toEqual(parsedOutcomeOf(body));
  });

  it.each([
    ['numbers', '{"@odata.count":1,"value":[]}'],
    ['names that Graph does not use', '{"value":[{"id":"a","$(x)":"b"}]}'],
    ['a member that is not a scalar', '{"value":[{"id":"a","ccRecipients":["b"]}]}'],
    ['categories that are not text', '{"value":[{"id":"a","categories":[7]}]}'],
    ['no time', '{"value":[{"id":"a","receivedDateTime":"0001-01-01T00:00:00Z"}]}'],
    ['an unknown importance', '{"value":[{"id":"a","importance":"urgent"}]}'],
  ])('with %s is parsed each time', (_, written) => {
    const body = bodyOf(written);
    const pages = new SummaryPages();
    const expected = parsedOutcomeOf(body);

    expect(outcomeOf(() => pages.read(body))).toEqual(expected);
    expect(pages.rewritten(body)).toBeUndefined();
    expect(outcomeOf(() => pages.read(body))).toEqual(expected);
  });

  it('is read when a message has more members than requested, and so are those after it', () => {
    const members = Object.fromEntries(Array.from({ length: 5_000 }, (_, at) => [`member${at}`, '']));
    const pages = pagesThatSaw({ ...message, ...members });
    const body = bodyOf({ value: [message] });

    expect(outcomeOf(() => pages.read(body))).toEqual(parsedOutcomeOf(body));
  });

  it.each(['\n', '"'])('is read when a text has millions of escapes (%j)', (character) => {
    const pages = pagesThatSaw(message);
    for (const body of [
      bodyOf({ value: [{ ...message, subject: character.repeat(4_000_000) }] }),
      bodyOf({ '@odata.context': character.repeat(4_000_000), value: [message] }),
    ]) {
      expect(outcomeOf(() => pages.read(body))).toEqual(parsedOutcomeOf(body));
    }
  });

  it('is read in time linear in its length', () => {
    const hostile = { ...message, subject: '\\"'.repeat(200_000), importance: 'urgent' };
    const body = bodyOf({ value: [message, hostile] });

    expect(outcomeOf(() => pagesThatSaw(message).read(body))).toEqual(parsedOutcomeOf(body));
  });
});
