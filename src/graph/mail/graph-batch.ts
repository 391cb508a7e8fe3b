import { z } from 'zod';

import type { LiveSession } from '../../session/index.js';
import type { GraphCall, GraphClient } from '../graph-client.js';
import { GraphProblem } from '../graph-problem.js';

/** Answers by the id of their request. */
export type BatchAnswers = ReadonlyMap<string, { readonly status: number; readonly body?: unknown }>;

const batchSchema = z.object({
  responses: z.array(z.object({ id: z.string(), status: z.int(), body: z.unknown() })),
});

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
