/** A refusal with Graph's code and text. The pipeline puts it into the envelope with the request's ids. */
export class GraphError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
    /** Replaces the request's ids where a refusal comes from another service than Graph itself. */
    readonly innerError?: Readonly<Record<string, string>>,
  ) {
    super(message);
  }
}

export function badRequest(message: string): GraphError {
  return new GraphError(400, 'BadRequest', message);
}

export function itemNotFound(): GraphError {
  return new GraphError(404, 'ErrorItemNotFound', 'The specified object was not found in the store.');
}

export function malformedId(): GraphError {
  return new GraphError(400, 'ErrorInvalidIdMalformed', 'Id is malformed.');
}

export function accessDenied(): GraphError {
  return new GraphError(403, 'ErrorAccessDenied', 'Access is denied. Check credentials and try again.');
}

export function unknownSegment(segment: string): GraphError {
  return badRequest(`Resource not found for the segment '${segment}'.`);
}

export function methodNotAllowed(allowed: readonly string[]): GraphError {
  return new GraphError(405, 'BadRequest', 'Specified HTTP method is not allowed for the request target.', {
    allow: allowed.join(', '),
  });
}

export function mailboxNotEnabled(): GraphError {
  return new GraphError(
    404,
    'MailboxNotEnabledForRESTAPI',
    'The mailbox is either inactive, soft-deleted, or is hosted on-premise.',
  );
}

export function entityTooLarge(): GraphError {
  return new GraphError(413, 'RequestEntityTooLarge', 'The request entity is larger than the limit of this endpoint.');
}

export interface ErrorEnvelope {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly innerError: Readonly<Record<string, string>>;
  };
}

export function errorEnvelope(
  error: {
    readonly code: string;
    readonly message: string;
    readonly innerError?: Readonly<Record<string, string>> | undefined;
  },
  ids: { readonly requestId: string; readonly clientRequestId: string },
  now: number,
): ErrorEnvelope {
  return {
    error: {
      code: error.code,
      message: error.message,
      innerError:
        error.innerError === undefined
          ? {
              date: new Date(now).toISOString().slice(0, 19),
              'request-id': ids.requestId,
              'client-request-id': ids.clientRequestId,
            }
          : { date: new Date(now).toISOString(), ...error.innerError, requestId: ids.requestId },
    },
  };
}

/** Foreign errors, translated once. */
export function asGraphError(error: unknown): GraphError {
  if (error instanceof GraphError) {
    return error;
  }
  const code: unknown = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    return entityTooLarge();
  }
  if (typeof code === 'string' && code.startsWith('FST_ERR_')) {
    return badRequest('The request is malformed.');
  }
  return new GraphError(
    500,
    'generalException',
    error instanceof Error ? error.message : 'An unexpected error occurred.',
  );
}
