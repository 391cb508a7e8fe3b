export type TransportFailureKind =
  /** No response in time; the request may have been carried out. */
  | 'timeout'
  /** No connection: nothing was sent. */
  | 'unreachable'
  /** The connection broke; the request may have been carried out. */
  | 'reset'
  | 'too_large'
  /** Refused on our side; nothing was sent. */
  | 'saturated';

const kinds: Readonly<Record<string, TransportFailureKind>> = {
  UND_ERR_CONNECT_TIMEOUT: 'unreachable',
  ECONNREFUSED: 'unreachable',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  ENOTFOUND: 'unreachable',
  EAI_AGAIN: 'unreachable',
  ERR_NOT_PUBLIC: 'unreachable',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
  ETIMEDOUT: 'timeout',
  UND_ERR_HEADERS_OVERFLOW: 'too_large',
};

/** No response from an outside service, by the library's code and never by its text. */
export class TransportFailure extends Error {
  constructor(
    readonly kind: TransportFailureKind,
    cause?: unknown,
  ) {
    super(kind, { cause });
    this.name = 'TransportFailure';
  }

  /** Whether a request that changes something may have been carried out nevertheless. */
  get isOutcomeUnknown(): boolean {
    return this.kind !== 'unreachable' && this.kind !== 'saturated';
  }

  static of(error: unknown): TransportFailure {
    if (error instanceof TransportFailure) {
      return error;
    }
    const code = codeOf(error);
    return new TransportFailure(kinds[code] ?? (isTlsFailure(code) ? 'unreachable' : 'reset'), error);
  }
}

function codeOf(error: unknown): string {
  // Node tries all addresses of a host; the aggregate carries the code of the last attempt.
  const code: unknown = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
}

function isTlsFailure(code: string): boolean {
  return /^(?:CERT_|ERR_TLS_|ERR_SSL_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/.test(code);
}
