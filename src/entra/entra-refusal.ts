import { z } from 'zod';

/** The members of Entra's refusal, at the token endpoint or on the way back from the authorize endpoint. */
export interface EntraRefusal {
  /** The OAuth `error`. */
  readonly error: string;
  /** In lower case; empty when there is none. */
  readonly suberror: string;
  /** AADSTS numbers of all members; each once, at most eight. */
  readonly numbers: readonly number[];
  /** JSON of a claims challenge; empty when there is none. */
  readonly claims: string;
  /** The ids by which Microsoft's support, and Entra's sign-in log, find the request. */
  readonly correlationId: string | undefined;
  readonly traceId: string | undefined;
  readonly timestamp: string | undefined;
}

const mostNumbers = 8;
const longestDescription = 4096;
const numberInText = /\bAADSTS[:#]?\s?(\d{5,9})(?!\d)/gi;
const bareNumber = /^\d{5,9}$/;

const text = z.string().catch('');
const numberOrText = z.union([z.number(), z.string()]);

const schema = z.object({
  error: text,
  error_description: text,
  error_codes: z
    .union([z.array(z.unknown()), numberOrText.transform((one): unknown[] => [one])])
    .catch([])
    .transform((codes) => codes.flatMap((code) => numberOrText.safeParse(code).data ?? [])),
  error_subcode: numberOrText.catch('').transform(String),
  suberror: text,
  claims: z
    .union([z.string(), z.record(z.string(), z.unknown()).transform((claims) => JSON.stringify(claims))])
    .catch(''),
  correlation_id: text,
  trace_id: text,
  timestamp: text,
});

/** Reads the members of a refusal: the JSON of the token endpoint, or the query of a callback. Never fails. */
export function entraRefusalOf(answer: unknown): EntraRefusal {
  const given = schema.parse(typeof answer === 'object' && answer !== null ? { ...answer } : {});
  const description = given.error_description.slice(0, longestDescription);
  const numbers = [
    ...given.error_codes.map(String).flatMap(numbersIn),
    ...[given.error_subcode, given.suberror].flatMap(numbersIn),
    ...numbersIn(description),
    ...numbersIn(given.error),
  ];
  return {
    error: given.error,
    suberror: given.suberror.toLowerCase(),
    numbers: [...new Set(numbers)].slice(0, mostNumbers),
    claims: given.claims,
    correlationId: guidIn(given.correlation_id) ?? labelled('Correlation ID', description),
    traceId: guidIn(given.trace_id) ?? labelled('Trace ID', description),
    timestamp: timeIn(given.timestamp) ?? timeIn(/Timestamp:\s*([\d\-T: .]+Z)/i.exec(description)?.[1] ?? ''),
  };
}

/** The log entry of a refusal: numbers and ids, never Entra's text. */
export function loggedRefusal(refusal: EntraRefusal): Readonly<Record<string, unknown>> {
  const { error, suberror, numbers, correlationId, traceId, timestamp } = refusal;
  return {
    ...(error === '' ? {} : { error: error.slice(0, 64) }),
    ...(suberror === '' ? {} : { suberror: suberror.slice(0, 64) }),
    errorNumbers: numbers,
    correlationId,
    entraTraceId: traceId,
    entraTimestamp: timestamp,
  };
}

function numbersIn(words: string): number[] {
  if (bareNumber.test(words.trim())) {
    return [Number(words)];
  }
  return [...words.matchAll(numberInText)].map((match) => Number(match[1]));
}

const guid = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/i;

function guidIn(words: string): string | undefined {
  return guid.exec(words)?.[0].toLowerCase();
}

function labelled(label: string, words: string): string | undefined {
  return guidIn(new RegExp(`${label}:\\s*(${guid.source})`, 'i').exec(words)?.[1] ?? '');
}

function timeIn(words: string): string | undefined {
  return /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?Z$/.exec(words.trim())?.[0];
}
