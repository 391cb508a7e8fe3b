/** The lifetimes of tokens and codes. */
export interface Lifetimes {
  /** Absent: Entra's own, 60 to 90 minutes at random, 24 to 28 hours for a client that declared cp1. */
  readonly accessTokenSeconds?: number;
  readonly idTokenSeconds: number;
  readonly codeSeconds: number;
  readonly refreshTokenSeconds: number;
  /** For a single-page app. A refresh does not extend it. */
  readonly spaRefreshTokenSeconds: number;
  readonly deviceCodeSeconds: number;
  /** How long a device waits between two polls. */
  readonly deviceIntervalSeconds: number;
}
