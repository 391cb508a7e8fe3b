import { type Problem, problemOf } from '../client/index.js';
import type { paths } from '../client/schema.gen.js';
import { arrivalOf } from './early-requests.js';
import { asideTransport, reportFailure } from './services.js';

type StartPath = paths['/api/mail/start']['get'];
export type StartQuery = NonNullable<StartPath['parameters']['query']>;
type MailStart = StartPath['responses'][200]['content']['application/json'];

const PATH = '/api/mail/start';
/** Beyond, the parts are old: who asks then asks the service. */
const freshMs = 10_000;
/** A refusal is the answer to those who ask along with it, and not to a second try. */
const refusedMs = 3_000;
/** So long Graph may take before the page is shown without what it has to say. */
const patienceMs = 1_500;

interface Started {
  /** Of the list that was asked for. */
  readonly key: string;
  readonly answer: Promise<MailStart>;
  readonly impatient: Promise<undefined>;
  readonly left: Set<keyof MailStart>;
}

let started: Started | undefined;
/** In the time of `Date.now`. */
let answeredAt: number | undefined;
/** In the server's words (ISO 8601). */
let asOf: string | undefined;

/** Asks for the first page of the app as a whole. Each part is handed out once, to who would have asked for it alone. */
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
 * What Graph is not needed for, as a part of the start's answer. It doesn't wait for Graph for long: undefined when it has to be asked
 * for alone.
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
  /** Of the list, where it is one that is asked for. */
  readonly key?: string;
}

/**
 * A part of the start's answer, or what `ask` gets. The folders and the list don't wait for each other, nor for Entra: beyond the patience
 * each is asked for alone too, and what comes first is shown.
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

/** Whether the part would meet the problem too if it were asked for alone, or more requests would make it worse. */
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
    // One of them may have failed for itself; and the session itself says whether it has ended.
    default:
      return false;
  }
}

/** How old what the page began with is, in ms; undefined when it did not begin with the start's answer. */
export function ageOfStart(): number | undefined {
  return answeredAt === undefined ? undefined : Date.now() - answeredAt;
}

/** When what the page began with was read (`Mail-As-Of`); undefined when it did not begin with the start's answer. */
export function asOfStart(): string | undefined {
  return asOf;
}
