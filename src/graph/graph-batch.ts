import { z } from 'zod';

import { Problem } from '../common/index.js';
import type { LiveSession } from '../session/index.js';
import type { GraphCall, GraphClient } from './graph-client.js';
import { GraphProblem } from './graph-problem.js';
import { refusalOfAnswer } from './graph-refusal.js';

export interface BatchAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Answers by the id of their request. */
export type BatchAnswers = ReadonlyMap<string, BatchAnswer>;

const batchSchema = z.object({
  responses: z.array(
    z.object({
      id: z.string(),
      status: z.int(),
      headers: z.record(z.string(), z.string()).default({}),
      body: z.unknown(),
    }),
  ),
});
const refusedSchema = z.object({ error: z.object({ code: z.string() }) });

/** Several GETs in one round trip; each answers for itself. */
export async function getBatch(
  graph: GraphClient,
  session: LiveSession,
  { operation, permissions }: Pick<GraphCall, 'operation' | 'permissions'>,
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
    body: { requests },
    places: requests.length,
  });
  const { data, error } = batchSchema.safeParse(answer);
  if (data === undefined) {
    throw new GraphProblem('graph_error', { cause: error });
  }
  return new Map(data.responses.map(({ id, ...response }) => [id, response]));
}

/** What it means that one request of a batch was refused. */
export function problemOf({ status, headers, body }: BatchAnswer, now: number): Problem {
  const lowerCase = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  const code = refusedSchema.safeParse(body).data?.error.code;
  const refusal = refusalOfAnswer({ status, headers: lowerCase, code }, now);
  return 'problem' in refusal ? refusal.problem : new GraphProblem('graph_unavailable');
}
