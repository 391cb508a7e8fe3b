/**
 * `npm run bench -- lists`: measures what it costs to convert Graph's list of messages to ours (ADR 36): rewritten, parsed and
 * mapped, with a compiled serialiser, or parsed only. It measures the CPU per list, in turn, without a server or a network.
 */
import { createRequire } from 'node:module';

import { SummaryPages } from '../dist/mail/messages/summary-page.js';
import { pageOf, summaryOf } from '../dist/mail/model/index.js';

// It comes with Fastify.
const compileSerialiser = createRequire(createRequire(import.meta.url).resolve('fastify'))('fast-json-stringify');
const rounds = 15;
const listsPerRound = 1_000;

for (const count of [5, 25]) {
  for (const metadata of [true, false]) {
    const body = bodyOf(count, metadata);
    const results = measure(waysOf(body));
    process.stdout.write(`${count} messages, ${metadata ? 'with' : 'without'} metadata, ${body.length} bytes\n`);
    for (const [name, times] of Object.entries(results)) {
      process.stdout.write(`  ${name.padEnd(20)} ${times[Math.floor(rounds / 2)].toFixed(1)} µs\n`);
    }
  }
}

function waysOf(body) {
  const pages = new SummaryPages();
  const serialise = compileSerialiser(schemaOf());
  const mapped = () => pageOf(JSON.parse(body.toString())).items.map(summaryOf);
  return {
    rewritten: () => Buffer.from(`{"items":${pages.read(body).items},"nextCursor":"x"}`, 'latin1'),
    'parsed and mapped': () => Buffer.from(JSON.stringify({ items: mapped(), nextCursor: 'x' })),
    'compiled serialiser': () => Buffer.from(`{"items":${serialise(mapped())},"nextCursor":"x"}`),
    'parsed only': () => JSON.parse(body.toString()),
  };
}

/** Microseconds of CPU per list, sorted. */
function measure(ways) {
  const times = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
  // The first round lets V8 compile.
  for (let round = 0; round <= rounds; round++) {
    for (const [name, make] of Object.entries(ways)) {
      const before = process.cpuUsage();
      for (let list = 0; list < listsPerRound; list++) {
        make();
      }
      const { user, system } = process.cpuUsage(before);
      if (round > 0) {
        times[name].push((user + system) / listsPerRound);
      }
    }
  }
  return Object.fromEntries(Object.entries(times).map(([name, all]) => [name, all.sort((one, other) => one - other)]));
}

function bodyOf(count, hasMetadata) {
  const value = Array.from({ length: count }, (_, index) => ({
    ...(hasMetadata ? { '@odata.etag': `W/"CQAAABYAAAD${index}u83jkf8"` } : {}),
    ...messageOf(index),
  }));
  return Buffer.from(
    JSON.stringify({
      ...(hasMetadata ? { '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#messages' } : {}),
      value,
      '@odata.nextLink': 'https://graph.microsoft.com/v1.0/me/messages?$skip=25',
    }),
  );
}

function messageOf(index) {
  return {
    id: `AAMkAGI2${'x'.repeat(140)}${index}`,
    conversationId: `AAQkAGI2${'y'.repeat(80)}${index}`,
    subject: textOf(6, index),
    from: personOf(index),
    toRecipients: [personOf(index + 1), personOf(index + 2)],
    receivedDateTime: '2026-01-02T03:04:05Z',
    isRead: index % 2 === 0,
    isDraft: false,
    hasAttachments: false,
    importance: 'normal',
    flag: { flagStatus: 'notFlagged' },
    bodyPreview: textOf(40, index) + (index % 3 === 0 ? ' – “ü”' : ''),
  };
}

function personOf(index) {
  return { emailAddress: { name: `Person ${index} Example`, address: `person${index}@contoso.example` } };
}

function textOf(count, index) {
  const words = 'quarterly review of the budget and the plan for next week with everybody in the room'.split(' ');
  return Array.from({ length: count }, (_, place) => words[(place * 7 + index) % words.length]).join(' ');
}

function schemaOf() {
  const text = { type: 'string' };
  const textOrNull = { ...text, nullable: true };
  const truth = { type: 'boolean' };
  const address = { type: 'object', properties: { name: text, address: text } };
  const properties = {
    id: text,
    conversationId: textOrNull,
    subject: text,
    from: { ...address, nullable: true },
    to: { type: 'array', items: address },
    receivedAt: textOrNull,
    isRead: truth,
    isDraft: truth,
    hasAttachments: truth,
    importance: text,
    flagged: truth,
    preview: text,
  };
  return { type: 'array', items: { type: 'object', properties } };
}
