import type { GraphAnswer, GraphCall, GraphRoute, InnerResponse } from '../graph-call.js';
import { badRequest } from '../graph-error.js';
import { asArray, asObject, asString, isObject, parameter, parseJsonObject } from '../shape/json-input.js';

const maximumSteps = 20;
/** The requests of a batch to Outlook run four at a time. */
const atOnce = 4;

interface Step {
  readonly id: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
  readonly dependsOn: readonly string[];
}

function bodyOf(value: unknown, headers: Readonly<Record<string, string>>): Buffer | undefined {
  if (value === undefined || value === null) {
    return undefined;
  }
  if (typeof value !== 'string') {
    return Buffer.from(JSON.stringify(value));
  }
  return /^text\//.test(headers['content-type'] ?? '') ? Buffer.from(value) : Buffer.from(value, 'base64');
}

function readStep(value: unknown): Step {
  const step = asObject(value);
  const url = asString(step['url'] ?? '');
  const dependsOn = step['dependsOn'];
  const given = isObject(step['headers']) ? step['headers'] : {};
  const headers = Object.fromEntries(Object.entries(given).map(([name, each]) => [name.toLowerCase(), asString(each)]));
  if (url === '' || /^\/?\$batch/i.test(url)) {
    throw badRequest('Invalid batch payload format.');
  }
  return {
    id: asString(step['id'] ?? ''),
    method: asString(step['method'] ?? '').toUpperCase(),
    url: url.startsWith('/') ? url : `/${url}`,
    headers,
    body: bodyOf(step['body'], headers),
    dependsOn: dependsOn === undefined ? [] : asArray(dependsOn).map(asString),
  };
}

function readSteps(call: GraphCall): readonly Step[] {
  const requests = parameter(parseJsonObject(call.body), 'requests');
  if (!Array.isArray(requests) || requests.length === 0) {
    throw badRequest('Invalid batch payload format.');
  }
  if (requests.length > maximumSteps) {
    throw badRequest(`Number of batch request steps exceeds the max value of ${maximumSteps}.`);
  }
  const steps = requests.map(readStep);
  const ids = new Set(steps.map((step) => step.id));
  if (ids.size !== steps.length || ids.has('')) {
    throw badRequest('Request Ids in a batch must be unique and not empty.');
  }
  if (steps.some((step) => step.dependsOn.some((id) => !ids.has(id)))) {
    throw badRequest('A batch request depends on a request that is not in the batch.');
  }
  return steps;
}

/** A scripted response may claim to be JSON without being it. */
function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return body.toString('utf8');
  }
}

function shape(id: string, response: InnerResponse): Record<string, unknown> {
  const type = response.headers['content-type'] ?? '';
  const body = type.startsWith('application/json')
    ? parsed(response.body)
    : response.body.toString(type.startsWith('text/') ? 'utf8' : 'base64');
  const headers = Object.fromEntries(
    Object.entries(response.headers).map(([name, value]) => [
      name.replace(/(^|-)[a-z]/g, (each) => each.toUpperCase()),
      value,
    ]),
  );
  // A part omits headers and body when they are empty, as clients have observed.
  return {
    id,
    status: response.status,
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
    ...(response.body.length === 0 ? {} : { body }),
  };
}

function failedDependency(id: string): Record<string, unknown> {
  return {
    id,
    status: 424,
    headers: { 'Content-Type': 'application/json' },
    body: {
      error: { code: 'FailedDependency', message: 'The request failed because a request that it depends on failed.' },
    },
  };
}

function isFailure(answer: Record<string, unknown> | undefined): boolean {
  return Number(answer?.['status']) >= 400;
}

async function batch(call: GraphCall): Promise<GraphAnswer> {
  const steps = readSteps(call);
  const answers = new Map<string, Record<string, unknown>>();
  for (;;) {
    const open = steps.filter((step) => !answers.has(step.id));
    const ready = open.filter((step) => step.dependsOn.every((id) => answers.has(id))).slice(0, atOnce);
    if (ready.length === 0) {
      if (open.length > 0) {
        throw badRequest('The requests of the batch depend on each other in a circle.');
      }
      break;
    }
    const results = await Promise.all(
      ready.map(async (step) =>
        step.dependsOn.some((id) => isFailure(answers.get(id)))
          ? failedDependency(step.id)
          : shape(step.id, await call.runInner(step)),
      ),
    );
    for (const [position, step] of ready.entries()) {
      answers.set(step.id, results[position] ?? {});
    }
  }
  return { status: 200, body: { responses: [...answers.values()] } };
}

export const batchRoutes: readonly GraphRoute[] = [{ method: 'POST', template: '/$batch', scopes: [], handle: batch }];
