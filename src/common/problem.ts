import { problemCodes, type ProblemCode } from './problem-codes.js';

export interface ProblemOptions {
  /** Extra members of the problem document, e.g. `interactionUrl`. */
  readonly members?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** When a retry is useful; sent as the header `Retry-After` (RFC 9110 §10.2.3). */
  readonly retryAfterSeconds?: number;
  /** For the log only; never sent. */
  readonly cause?: unknown;
}

/** An issue of the Standard Schema specification. */
export interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** A failure with a fixed code, sent as `application/problem+json` (RFC 9457). */
export class Problem extends Error {
  readonly status: number;
  readonly title: string;
  readonly members: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    readonly code: ProblemCode,
    options: ProblemOptions = {},
  ) {
    super(code, { cause: options.cause });
    this.name = 'Problem';
    const { status, title } = problemCodes[code];
    this.status = status;
    this.title = title;
    this.members = options.members ?? {};
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.headers = { ...retryHeader(options.retryAfterSeconds), ...options.headers };
  }

  /** A dependency is unavailable; the client may retry after `retryAfterSeconds`. */
  static unavailable(
    code: 'session_store_unavailable' | 'identity_provider_unavailable' | 'graph_unavailable' | 'api_unavailable',
    cause?: unknown,
    retryAfterSeconds = 5,
  ): Problem {
    return new Problem(code, { cause, retryAfterSeconds });
  }

  /** The request does not match its schema; every issue is reported at once, by its path. */
  static invalidRequest(issues: readonly SchemaIssue[]): Problem {
    const errors = issues.map(({ path = [], message }) => ({
      path: path.map((part) => String(typeof part === 'object' ? part.key : part)).join('.'),
      message,
    }));
    return new Problem('invalid_request', { members: { errors } });
  }

  toDocument(traceId: string): Record<string, unknown> {
    return {
      type: `/problems/${this.code}`,
      title: this.title,
      status: this.status,
      code: this.code,
      traceId,
      ...this.members,
    };
  }
}

function retryHeader(seconds: number | undefined): Record<string, string> {
  return seconds === undefined ? {} : { 'retry-after': String(seconds) };
}
