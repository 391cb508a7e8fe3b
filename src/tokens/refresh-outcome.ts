import type { RecordCipher } from '../redis/index.js';
import type { Acquisition, Refused } from './token-acquirer.js';

/** What the holder of a lease leaves for those who wait, when it is not a token in the partition. */
export type SharedOutcome =
  | { readonly kind: 'refused'; readonly acquisition: Refused }
  | { readonly kind: 'unavailable'; readonly retryAfterSeconds: number };

/** For this long a refusal answers everybody who asks for the same, so that a burst asks Entra once. */
const refusalTtlMs = 2_000;
const longestPauseSeconds = 30;

/** Undefined for what everybody sees for themselves, in the partition. */
export function sharedOutcomeOf(acquisition: Acquisition): SharedOutcome | undefined {
  switch (acquisition.kind) {
    case 'token':
    case 'not_cached':
    case 'gone':
      return undefined;
    default:
      return { kind: 'refused', acquisition };
  }
}

/** A refusal is about the tokens of one version; that Entra is out of reach holds for every version. */
export function isAbout(outcome: SharedOutcome, version: string): boolean {
  return outcome.kind === 'unavailable' || outcome.acquisition.version === version;
}

/** Encrypted: a refusal can hold a claims challenge. */
export function sealOutcome(
  cipher: RecordCipher,
  leaseKey: string,
  outcome: SharedOutcome,
): { value: string; ttlMs: number } {
  const ttlMs =
    outcome.kind === 'refused' ? refusalTtlMs : Math.min(outcome.retryAfterSeconds, longestPauseSeconds) * 1000;
  return { value: cipher.seal(leaseKey, JSON.stringify(outcome)).toString('base64url'), ttlMs };
}

export function openOutcome(cipher: RecordCipher, leaseKey: string, value: string): SharedOutcome | undefined {
  const plaintext = cipher.open(leaseKey, Buffer.from(value, 'base64url'));
  return plaintext === undefined ? undefined : (JSON.parse(plaintext.toString()) as SharedOutcome);
}
