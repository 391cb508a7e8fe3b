import { z } from 'zod';

import type { Acquisition, Refused } from './token-acquirer.js';

const version = z.string();
const refusedSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('step_up_required'), version, claims: z.string() }),
  z.object({
    kind: z.enum([
      'consent_required',
      'admin_consent_required',
      'access_blocked',
      'sign_in_required',
      'unclear',
      'misconfigured',
    ]),
    version,
  }),
]) satisfies z.ZodType<Refused>;

/** The stored result of a lease's holder for those who wait, when it isn't a token in the partition. */
export const sharedOutcomeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('refused'), acquisition: refusedSchema }),
  z.object({ kind: z.literal('unavailable'), retryAfterSeconds: z.number() }),
]);
export type SharedOutcome = z.output<typeof sharedOutcomeSchema>;

/** For this long a refusal applies to every caller with the same request, so that a burst asks Entra once. */
const refusalTtlMs = 2_000;
const longestPauseSeconds = 30;

/** Undefined for a result that every replica sees in the partition. */
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

/** A refusal is about the tokens of one version; an unavailable Entra is about every version. */
export function isAbout(outcome: SharedOutcome, currentVersion: string): boolean {
  return outcome.kind === 'unavailable' || outcome.acquisition.version === currentVersion;
}

export function outcomeTtlMs(outcome: SharedOutcome): number {
  return outcome.kind === 'refused' ? refusalTtlMs : Math.min(outcome.retryAfterSeconds, longestPauseSeconds) * 1000;
}
