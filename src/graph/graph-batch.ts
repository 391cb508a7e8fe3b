import { z } from 'zod';

import type { LiveSession } from '../session/index.js';
import type { GraphCall } from './graph-call.js';
import type { GraphClient } from './graph-client.js';
import { tellingCodeOf } from './graph-errors.js';
import { GraphProblem } from './graph-problem.js';
import { refusalOfAnswer, type Refusal } from './graph-refusal.js';
import type { GraphMethod } from './graph-transport.js';

export interface BatchAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Answers by the id of their request. */
export type BatchAnswers = ReadonlyMap<string, BatchAnswer>;

const batchSchema = z.object({ responses: z.array(z.unknown()) });
/** Parts without headers or body, or with null for them, were observed. */
const partSchema = z.object({
  id: z.union([z.string(), z.number()]).transform(String),
  status: z.coerce.number<string | number>().pipe(z.int()),
  headers: z
    .record(z.string(), z.unknown())
    .nullish()
    .transform((headers) =>
      Object.fromEntries(
        Object.entries(headers ?? {})
          .filter(([, value]) => typeof value === 'string' || typeof value === 'number')
          .map(([name, value]) => [name.toLowerCase(), String(value)]),
      ),
    ),
  body: z.unknown().optional(),
});

/** Several GETs in one round trip; each has its own response. */
export async function getBatch(
  graph: Pick<GraphClient, 'json'>,
  session: LiveSession,
  { operation, permissions, token }: Pick<GraphCall, 'operation' | 'permissions' | 'token'>,
  paths: Readonly<Record<string, string>>,
): Promise<BatchAnswers> {
  const requests = Object.entries(paths).map(([id, url]) => ({
    id,
    method: 'GET',
    url,
    headers: { Prefer: 'IdType="ImmutableId"' },
  }));
  const answer = await graph.json(session, {
    operation,
    permissions,
    method: 'POST',
    path: '/$batch',
    isOutsideMailbox: true,
    body: { requests },
    permits: requests.length,
    ...(token && { token }),
  });
  return readBatch(answer);
}

/**
 * The parts of a batch response. An unreadable part counts as missing.
 * @throws GraphProblem `graph_error` when it is not the response to a batch; for writes with `isOutcomeUnknown`.
 */
export function readBatch(answer: unknown, options: { readonly isOutcomeUnknown?: true } = {}): BatchAnswers {
  const { data, error } = batchSchema.safeParse(answer);
  if (data === undefined) {
    throw new GraphProblem('graph_error', { cause: error, ...options });
  }
  return new Map(
    data.responses.flatMap((response) => {
      const part = partSchema.safeParse(response).data;
      return part === undefined ? [] : [[part.id, part] as const];
    }),
  );
}

/** The meaning of one refused request of a batch. */
export function refusalOfPart({ status, headers, body }: BatchAnswer, now: number, method?: GraphMethod): Refusal {
  return refusalOfAnswer(
    { status, headers, code: tellingCodeOf(body), ...(method === undefined ? {} : { method }) },
    now,
  );
}

/**
 * The bodies of several GETs in one round trip, for callers that need all of them. A part that is refused for the token
 * or the scope is requested once more, alone, like every other call: with another token, with the claims, and with the
 * problem that says what the user has to do.
 * @throws Problem, InteractionRequired or SignInRequired when one of them fails
 */
export async function getWholeBatch(
  graph: Pick<GraphClient, 'json'>,
  session: LiveSession,
  call: Pick<GraphCall, 'operation' | 'permissions'>,
  paths: Readonly<Record<string, string>>,
  now: () => number,
): Promise<ReadonlyMap<string, unknown>> {
  const answers = await getBatch(graph, session, call, paths);
  const bodies = new Map<string, unknown>();
  for (const [id, path] of Object.entries(paths)) {
    const answer = answers.get(id);
    if (answer === undefined) {
      throw new GraphProblem('graph_error');
    }
    if (answer.status === 200) {
      bodies.set(id, answer.body);
      continue;
    }
    const refusal = refusalOfPart(answer, now());
    if (refusal.kind === 'transient' || refusal.kind === 'final' || refusal.kind === 'conflict') {
      throw refusal.problem;
    }
    bodies.set(id, await graph.json(session, { ...call, method: 'GET', path }));
  }
  return bodies;
}
