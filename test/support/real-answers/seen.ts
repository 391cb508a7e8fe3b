import type { Answer } from '../user-agent.js';
import type { Expectation } from './table.js';

/** The caller's observations during a recorded response. */
export interface Seen {
  readonly answer: Answer;
  readonly authError?: string | undefined;
  readonly session?: 'lives' | 'ends';
  readonly permissions?: Readonly<Record<string, string>>;
  readonly calls?: number;
  readonly refreshes?: number;
  /** The parameters of the authorize request. */
  readonly claims?: string;
  readonly attachmentKind?: string | undefined;
  /** The faults that a scenario itself found. */
  readonly faults?: readonly string[];
}

function listed<Value>(value: Value | readonly Value[]): readonly Value[] {
  return Array.isArray(value) ? (value as readonly Value[]) : [value as Value];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function at(document: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .reduce((value, token) => (isObject(value) ? value[token] : undefined), document);
}

function matches(wanted: unknown, actual: unknown): boolean {
  if (typeof wanted !== 'string' || !wanted.includes('*') || typeof actual !== 'string') {
    return JSON.stringify(wanted) === JSON.stringify(actual);
  }
  const pattern = wanted.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${pattern.join('.*')}$`, 's').test(actual);
}

/** The differences between the expected and the observed values, in words; empty when there are none. */
export function complaintsAbout(expected: Expectation, seen: Seen): string[] {
  const { anyOf, ...facts } = expected;
  // A row states that the response ends the session; no other may.
  const session = seen.session === undefined ? {} : ({ session: 'lives' } as const);
  const complaints = [...(seen.faults ?? []), ...differences({ ...session, ...facts }, seen)];
  if (seen.answer.status === 500 && !listed(facts.status).includes(500)) {
    complaints.push('the status is 500, which the row does not excuse');
  }
  if (anyOf !== undefined && !anyOf.some((each) => differences(each, seen).length === 0)) {
    complaints.push(`none of: ${JSON.stringify(anyOf)}; seen: ${htmlOf(seen)}`);
  }
  return complaints;
}

function htmlOf({ answer }: Seen): string {
  const content = at(parsed(answer.text), '/body/content');
  return typeof content === 'string' ? content : '';
}

function differences(expected: Omit<Expectation, 'anyOf'>, seen: Seen): string[] {
  const { answer } = seen;
  const body = parsed(answer.text);
  const complaints: string[] = [];
  const check = (name: string, wanted: unknown, actual: unknown): void => {
    if (wanted !== undefined && !listed(wanted).some((each) => matches(each, actual))) {
      complaints.push(`${name} is ${JSON.stringify(actual)}, not ${JSON.stringify(wanted)}`);
    }
  };
  check('status', expected.status, answer.status);
  check('code', expected.code, at(body, '/code'));
  check('authError', expected.authError, seen.authError);
  check('session', expected.session, seen.session);
  check('calls', expected.calls, seen.calls);
  check('refreshes', expected.refreshes, seen.refreshes);
  check('attachmentKind', expected.attachmentKind, seen.attachmentKind);
  const retryAfter = answer.headers.get('retry-after');
  if (expected.retryAfter === true) {
    check('has Retry-After', true, Number(retryAfter) > 0);
  } else {
    check('Retry-After', expected.retryAfter?.toString(), retryAfter);
  }
  for (const [name, state] of Object.entries(expected.permissions ?? {})) {
    check(`permission ${name}`, state, seen.permissions?.[name]);
  }
  for (const [pointer, value] of Object.entries(expected.json ?? {})) {
    check(pointer, value, at(body, pointer));
  }
  const claims = seen.claims ?? '';
  check('claims', expected.claims === undefined ? undefined : true, claims.includes(expected.claims ?? ''));
  if ((seen.calls ?? 0) < (expected.callsAtLeast ?? 0)) {
    complaints.push(`only ${seen.calls ?? 0} calls`);
  }
  if ((seen.calls ?? 0) > (expected.callsAtMost ?? Infinity)) {
    complaints.push(`as many as ${seen.calls ?? 0} calls`);
  }
  const html = htmlOf(seen);
  for (const pattern of expected.html ?? []) {
    check(`has ${pattern}`, true, new RegExp(pattern, 'i').test(html) || html);
  }
  for (const pattern of expected.htmlNot ?? []) {
    check(`has no ${pattern}`, true, !new RegExp(pattern, 'i').test(html) || html);
  }
  check('remoteContentBlocked', expected.remoteContent, at(body, '/remoteContentBlocked'));
  const contentType = answer.headers.get('content-type') ?? '';
  if (expected.contentType !== undefined && !new RegExp(`^${expected.contentType}`, 'i').test(contentType)) {
    complaints.push(`content type is ${contentType}`);
  }
  const disposition = answer.headers.get('content-disposition') ?? '';
  if (expected.fileName !== undefined && !disposition.includes(expected.fileName)) {
    complaints.push(`content disposition is ${disposition}`);
  }
  return complaints;
}
