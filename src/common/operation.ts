import { z } from 'zod';

import { describe, type ResponseDescription } from './api-description.js';
import { problemCodes, type ProblemCode } from './problem-codes.js';

const problemSchema = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.enum(Object.keys(problemCodes) as [ProblemCode, ...ProblemCode[]]),
    traceId: z.string(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457; further members depend on the code.' });

/** The problems of every XHR route under `/api` and `/auth`. */
const commonProblems: readonly ProblemCode[] = [
  'csrf_rejected',
  'throttled',
  'internal_error',
  'session_store_unavailable',
  'overloaded',
];

/** The problems of every route with a JSON body. */
const bodyProblems: readonly ProblemCode[] = ['invalid_request', 'payload_too_large', 'unsupported_media_type'];

export interface OperationDescription {
  /** Names the method of the typed client; it must not change. */
  readonly id: string;
  readonly summary: string;
  readonly status: number;
  /** The JSON of the response; undefined: no body. */
  readonly answer?: z.ZodType;
  /** The media type of a response that isn't JSON. */
  readonly media?: string;
  readonly hasBody?: true;
  /** Neither a session nor an address is counted for it. */
  readonly isUnlimited?: true;
  /** Besides those of every route. */
  readonly problems?: readonly ProblemCode[];
}

/** Documents a route: its name, its response, and every problem by its status. */
export function Operation({
  id,
  summary,
  status,
  answer,
  media,
  hasBody,
  isUnlimited,
  problems = [],
}: OperationDescription): MethodDecorator {
  const all = new Set([...commonProblems, ...(hasBody ? bodyProblems : []), ...problems]);
  const codes = [...all].filter((code) => !(isUnlimited && code === 'throttled'));
  const statuses = [...new Set(codes.map(statusOf))];
  const failures = statuses.map((failure) =>
    problemOf(
      failure,
      codes.filter((code) => statusOf(code) === failure),
    ),
  );
  return describe(({ ApiOperation, ApiResponse }) => [
    ApiOperation({ operationId: id, summary }),
    ...[answerOf(status, answer, media), ...failures].map((response) => ApiResponse(response)),
  ]);
}

function statusOf(code: ProblemCode): number {
  return problemCodes[code].status;
}

function answerOf(status: number, answer: z.ZodType | undefined, media: string | undefined): ResponseDescription {
  const description = 'Success';
  if (media !== undefined) {
    return { status, description, content: { [media]: { schema: { type: 'string', format: 'binary' } } } };
  }
  return answer === undefined ? { status, description } : { status, description, standardSchema: answer };
}

function problemOf(status: number, codes: readonly ProblemCode[]): ResponseDescription {
  return { status, description: codes.map((code) => `\`${code}\``).join(', '), standardSchema: problemSchema };
}
