import { isPlainCode, isTransientCode, type Problem } from './problem.js';
import { retryAfterSeconds } from './retry-after.js';

type Members = Readonly<Record<string, unknown>>;

/** Turns any failed response into a problem; members of an unexpected type are treated as absent. */
export function parseProblem(response: Response, body: unknown): Problem {
  const members: Members = typeof body === 'object' && body !== null ? (body as Members) : {};
  const code = text(members['code']) ?? '';
  const base = {
    status: response.status,
    title: text(members['title']) ?? `The server answered ${response.status}.`,
    traceId: text(members['traceId']),
  };
  const expiresAt = text(members['expiresAt']);
  const interactionUrl = text(members['interactionUrl']);
  const repeated = members['repeated'] === true;
  const asked = { permissions: texts(members['permissions']), scopes: texts(members['scopes']) };

  switch (code) {
    case 'login_required':
      return { ...base, code, loginUrl: text(members['loginUrl']) ?? '/auth/login' };
    case 'consent_required':
      return interactionUrl === undefined
        ? { ...base, code: 'unexpected' }
        : { ...base, code, ...asked, interactionUrl, expiresAt, repeated };
    case 'admin_consent_required':
      return { ...base, code, ...asked, interactionUrl: interactionUrl ?? null, expiresAt, repeated };
    case 'step_up_required':
      return interactionUrl === undefined
        ? { ...base, code: 'unexpected' }
        : { ...base, code, interactionUrl, expiresAt, repeated };
    case 'invalid_request':
      return { ...base, code, errors: fieldErrors(members['errors']) };
    default:
      return otherProblem(code, base, response);
  }
}

function otherProblem(code: string, base: Omit<Problem, 'code'>, response: Response): Problem {
  if (isTransientCode(code)) {
    return { ...base, code, retryAfterSeconds: retryAfterSeconds(response.headers) };
  }
  if (isPlainCode(code)) {
    return { ...base, code };
  }
  // A proxy in between responds without a problem document: 502 to 504 still mean "later".
  if (response.status >= 502 && response.status <= 504) {
    return { ...base, code: 'network_unreachable', retryAfterSeconds: retryAfterSeconds(response.headers) };
  }
  return { ...base, code: 'unexpected' };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
}

function fieldErrors(value: unknown): { path: string; message: string }[] {
  if (!Array.isArray(value)) {
    return [];
  }
  return value.flatMap((entry: unknown) => {
    const members: Members = typeof entry === 'object' && entry !== null ? (entry as Members) : {};
    const message = text(members['message']);
    return message === undefined ? [] : [{ path: text(members['path']) ?? '', message }];
  });
}
