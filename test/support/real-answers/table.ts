import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { z } from 'zod';

const root = join(import.meta.dirname, '../../..');
const folder = join(root, 'test/real-answers');
/** The responses that were gathered outside of this repository; absent on most machines. */
const sharedFile = join(process.env['SHARED_DATA'] ?? join(root, '../shared'), 'data/real-answers.jsonl');

function oneOrMore<Schema extends z.ZodType>(schema: Schema) {
  return z.union([schema, z.array(schema)]);
}

const factsSchema = z.strictObject({
  status: oneOrMore(z.number()).optional(),
  /** Of the problem document. */
  code: oneOrMore(z.string()).optional(),
  /** `auth_error` of the page that the sign-in ends at. */
  authError: oneOrMore(z.string()).optional(),
  /** Whether the session exists afterwards. */
  session: z.enum(['lives', 'ends']).optional(),
  /** The header exists, or has this value. */
  retryAfter: z.union([z.literal(true), z.number()]).optional(),
  /** States in the permission list, requested during the response. */
  permissions: z.record(z.string(), oneOrMore(z.string())).optional(),
  /** The number of calls to Graph. */
  calls: z.number().optional(),
  callsAtLeast: z.number().optional(),
  callsAtMost: z.number().optional(),
  /** How often a refresh token was used. */
  refreshes: z.number().optional(),
  /** A part of the claims in the authorize request. */
  claims: z.string().optional(),
  /** Of the response's JSON, by pointer; a text may contain `*`. */
  json: z.record(z.string(), z.unknown()).optional(),
  /** Patterns that the message's HTML contains, or does not. */
  html: z.array(z.string()).optional(),
  htmlNot: z.array(z.string()).optional(),
  remoteContent: z.literal(true).optional(),
  attachmentKind: z.string().optional(),
  contentType: z.string().optional(),
  /** The end of the downloaded file's name. */
  fileName: z.string().optional(),
});

const expectationSchema = factsSchema.extend({ anyOf: z.array(factsSchema).optional() });

const playSchema = z.strictObject({
  scenario: z.string(),
  /** How often the response is repeated; absent: always. */
  times: z.number().optional(),
  user: z.enum(['work', 'personal']).optional(),
  when: z.enum(['before', 'after']).optional(),
  expect: expectationSchema,
});

const answerSchema = z.strictObject({
  status: z.number(),
  headers: z.record(z.string(), z.string()).default({}),
  body: z.unknown(),
});

export const rowSchema = z.strictObject({
  id: z.string().regex(/^[a-z\d-]+$/),
  kind: z.string(),
  where: z.enum(['token', 'authorize', 'graph', 'upload', 'batch', 'notification', 'browser']),
  /**
   * `observed`: it was recorded; `documented`: Microsoft documents it; `assumed`: a sibling of one of those, or a
   * probe.
   */
  evidence: z.enum(['observed', 'documented', 'assumed']),
  source: z.string(),
  request: z.string(),
  answer: answerSchema,
  /** The attachment in the list. */
  listed: z.record(z.string(), z.unknown()).optional(),
  /** How the service gets it and what the caller sees; a row that was only observed has none yet. */
  plays: z.array(playSchema).default([]),
});

export type RealAnswer = z.infer<typeof rowSchema>;
export type Play = z.infer<typeof playSchema>;
export type Expectation = z.infer<typeof expectationSchema>;
export type RecordedBody = z.infer<typeof answerSchema>;

/** The product's own table, file by file. */
export function realAnswers(): readonly RealAnswer[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) => z.array(rowSchema).parse(JSON.parse(readFileSync(join(folder, name), 'utf8'))));
}

const sharedSchema = z.object({
  id: z.string(),
  where: rowSchema.shape.where,
  answer: answerSchema.extend({ listed: z.record(z.string(), z.unknown()).optional() }),
  expected: z.string(),
});

export type SharedAnswer = z.infer<typeof sharedSchema>;

/** Undefined where the file is absent. */
export function sharedAnswers(): readonly SharedAnswer[] | undefined {
  if (!existsSync(sharedFile)) {
    return undefined;
  }
  return readFileSync(sharedFile, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => sharedSchema.parse(JSON.parse(line)));
}

export interface Playable {
  readonly name: string;
  readonly row: RealAnswer;
  readonly play: Play;
  readonly answer: RecordedBody;
}

/**
 * Every play of the rows that `isWanted`, with our own response and, where it exists, with the one gathered elsewhere.
 */
export function playsOf(
  isWanted: (row: RealAnswer) => boolean,
): readonly (readonly [name: string, playable: Playable])[] {
  const shared = new Map((sharedAnswers() ?? []).map((each) => [each.id, each.answer]));
  return realAnswers()
    .filter(isWanted)
    .flatMap((row) =>
      row.plays.flatMap((play) => {
        const name = `${row.id}: ${play.scenario}${play.times === undefined ? '' : `, ${play.times} times`}`;
        const other = shared.get(row.id);
        const own = { name, row, play, answer: row.answer };
        return other === undefined || sameAnswer(other, row.answer)
          ? [own]
          : [own, { name: `${name}, as gathered elsewhere`, row, play, answer: other }];
      }),
    )
    .map((playable) => [playable.name, playable] as const);
}

function sameAnswer(one: RecordedBody, other: RecordedBody): boolean {
  return (
    JSON.stringify([one.status, one.headers, one.body]) === JSON.stringify([other.status, other.headers, other.body])
  );
}
