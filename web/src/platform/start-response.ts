import { type Problem, problemOf } from '../client/index.js';
import type { paths } from '../client/schema.gen.js';
import { arrivalOf } from './early-requests.js';
import { asideTransport, reportFailure } from './services.js';

type StartPath = paths['/api/mail/start']['get'];
export type StartQuery = NonNullable<StartPath['parameters']['query']>;
type MailStart = StartPath['responses'][200]['content']['application/json'];

const PATH = '/api/mail/start';
/** Beyond this age the parts are stale, and callers request the service. */
const freshMs = 10_000;
/** A refusal is the response to concurrent callers, and not to a later attempt. */
const refusedMs = 3_000;
/** How long the page waits for Graph before it is shown without Graph's data. */
const patienceMs = 1_500;

interface Started {
  /** The key of the requested list. */
  readonly key: string;
  readonly answer: Promise<MailStart>;
  readonly impatient: Promise<undefined>;
  readonly left: Set<keyof MailStart>;
}

let started: Started | undefined;
/** In the time of `Date.now`. */
let answeredAt: number | undefined;
/** The server's time (ISO 8601). */
let asOf: string | undefined;

/** Requests the complete first page of the app. Each part is returned once, to the caller that would have requested it alone. */
export function beginStart(key: string, query: StartQuery): void {
  const answer = asideTransport.call(async (init) => {
    const found = await asideTransport.api.GET(PATH, { ...init, params: { query } });
    asOf = found.response.headers.get('Mail-As-Of') ?? undefined;
    return found;
  });
  const impatient = new Promise<undefined>((resolve) => {
    setTimeout(() => {
      resolve(undefined);
    }, patienceMs);
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
      if (started === begun) {
        started = undefined;
      }
    }, milliseconds);
  };
  answer.then(
    () => {
      answeredAt = arrivalOf(PATH) ?? Date.now();
    },
    () => undefined,
  );
  answer.then(endIn(freshMs), endIn(refusedMs));
}

/**
 * A part of the start response for which Graph is not needed. It doesn't wait long for Graph: undefined when it has to be requested
 * alone.
 */
export async function startPart<Name extends 'session' | 'permissions'>(
  name: Name,
): Promise<MailStart[Name] | undefined> {
  const begun = started;
  if (begun?.left.delete(name) !== true) {
    return undefined;
  }
  try {
    const answer = await Promise.race([begun.answer, begun.impatient]);
    return answer?.[name];
  } catch {
    return undefined;
  }
}

interface MailPartOptions {
  readonly signal: AbortSignal;
  /** The key of the list, for messages. */
  readonly key?: string;
}

/**
 * A part of the start response, or the result of `ask`. The folders and the list wait neither for each other nor for Entra: after a delay
 * each is also requested alone, and the first response is used.
 */
export async function mailPart<Name extends 'folders' | 'messages'>(
  name: Name,
  ask: (signal: AbortSignal) => Promise<MailStart[Name]>,
  { signal, key }: MailPartOptions,
): Promise<MailStart[Name]> {
  const begun = started;
  if (begun === undefined || (key !== undefined && key !== begun.key) || !begun.left.delete(name)) {
    return ask(signal);
  }
  try {
    const answer = await Promise.race([begun.answer, begun.impatient]);
    if (answer !== undefined) {
      return answer[name];
    }
  } catch (error) {
    if (!isProblemOf(name, problemOf(error))) {
      return ask(signal);
    }
    reportFailure(error);
    throw error;
  }
  const late = new AbortController();
  const alone = ask(AbortSignal.any([signal, late.signal]));
  const answered = begun.answer.then(
    (answer) => {
      late.abort();
      return answer[name];
    },
    () => alone,
  );
  return Promise.race([alone, answered]);
}

/** Whether a separate request would have the same problem, or more requests would make it worse. */
function isProblemOf(name: 'folders' | 'messages', problem: Problem | undefined): boolean {
  switch (problem?.code) {
    case 'not_found':
    case 'invalid_request':
      return name === 'messages';
    case 'consent_required':
    case 'admin_consent_required':
    case 'step_up_required':
    case 'mailbox_unavailable':
    case 'throttled':
    case 'overloaded':
    case 'network_unreachable':
      return true;
    // Only one part may have failed; and the session response reports whether the session has ended.
    default:
      return false;
  }
}

/** The age of the page's initial data, in ms; undefined when it is not from the start response. */
export function ageOfStart(): number | undefined {
  return answeredAt === undefined ? undefined : Date.now() - answeredAt;
}

/** When the page's initial data was read (`Mail-As-Of`); undefined when it is not from the start response. */
export function asOfStart(): string | undefined {
  return asOf;
}
