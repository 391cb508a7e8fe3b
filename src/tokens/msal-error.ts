/** The members of MSAL's errors that are used. */
export interface MsalErrorFacts {
  readonly name: string;
  /** The OAuth `error`, or MSAL's own code. */
  readonly error: string;
  readonly suberror: string;
  readonly numbers: readonly number[];
  readonly claims: string;
  readonly correlationId: string | undefined;
}

/**
 * Reads an MSAL error by its members: the package's CommonJS and ESM builds have different classes, so `instanceof` may
 * be false. Undefined for any other error.
 */
export function msalErrorFacts(error: unknown): MsalErrorFacts | undefined {
  if (!(error instanceof Error)) {
    return undefined;
  }
  const { errorCode, subError, errorNo, claims, correlationId } = error as unknown as Record<string, unknown>;
  if (typeof errorCode !== 'string') {
    return undefined;
  }
  const number = Number(errorNo);
  return {
    name: error.name,
    error: errorCode,
    suberror: typeof subError === 'string' ? subError : '',
    numbers: Number.isInteger(number) && number > 0 ? [number] : [],
    claims: typeof claims === 'string' ? claims : '',
    correlationId: typeof correlationId === 'string' ? correlationId : undefined,
  };
}
