import { type Problem, problemOf } from '../client/index.js';
import type { paths } from '../client/schema.gen.js';
import { transport } from './services.js';

type StartPath = paths['/api/mail/start']['get'];
export type StartQuery = NonNullable<StartPath['parameters']['query']>;
type MailStart = StartPath['responses'][200]['content']['application/json'];

/** Beyond, the parts are old: who asks then asks the service. */
const KEPT_MS = 10_000;
/** A refusal is the answer to those who ask along with it, and not to a second try. */
const REFUSED_MS = 3_000;
/** So long Graph may take before the page is shown without what it has to say. */
const PATIENCE_MS = 1_500;

interface Started {
  /** Of the list that was asked for. */
  readonly key: string;
  readonly answer: Promise<MailStart>;
  readonly impatient: Promise<undefined>;
  readonly left: Set<keyof MailStart>;
}

let started: Started | undefined;

/** Asks for the first page of the app as a whole. Each part is handed out once, to who would have asked for it alone. */
export function beginStart(key: string, query: StartQuery): void {
  const call = (init: { signal: AbortSignal }) => transport.api.GET('/api/mail/start', { ...init, params: { query } });
  const answer = transport.call(call, { quiet: true });
  const impatient = new Promise<undefined>((resolve) => {
    setTimeout(() => {
      resolve(undefined);
    }, PATIENCE_MS);
  });
  const begun: Started = {
    key,
    answer,
    impatient,
    left: new Set(['session', 'permissions', 'folders', 'messages']),
  };
  started = begun;
  const endIn = (milliseconds: number) => (): void => {
    setTimeout(() => {
      if (started === begun) started = undefined;
    }, milliseconds);
  };
  answer.then(endIn(KEPT_MS), endIn(REFUSED_MS));
}

/**
 * A part of the start's answer, or undefined when it has to be asked for alone. What Graph is not needed for doesn't wait for Graph
 * for long. A problem of the start is that of the mail in it.
 */
export async function startPart<Name extends keyof MailStart>(
  name: Name,
  key?: string,
): Promise<MailStart[Name] | undefined> {
  const begun = started;
  if (begun === undefined || (key !== undefined && key !== begun.key) || !begun.left.delete(name)) return undefined;
  const isOwn = name === 'session' || name === 'permissions';
  try {
    const answer = await (isOwn ? Promise.race([begun.answer, begun.impatient]) : begun.answer);
    return answer?.[name];
  } catch (error) {
    if (!isOwn && isProblemOf(name, problemOf(error))) throw error;
    return undefined;
  }
}

/** Whether the part would have met the problem if it had been asked for alone. */
function isProblemOf(name: keyof MailStart, problem: Problem | undefined): boolean {
  switch (problem?.code) {
    // The session itself says whether it has ended.
    case undefined:
    case 'login_required':
      return false;
    case 'not_found':
    case 'invalid_request':
      return name === 'messages';
    default:
      return true;
  }
}
