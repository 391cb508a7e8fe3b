import { isAbout, outcomeTtlMs, sharedOutcomeOf, sharedOutcomeSchema } from './refresh-outcome.js';
import type { Refused } from './token-acquirer.js';

const refusals: readonly Refused[] = [
  { kind: 'consent_required', version: 'v' },
  { kind: 'admin_consent_required', version: 'v' },
  { kind: 'step_up_required', version: 'v', claims: '{"access_token":{}}' },
  { kind: 'access_blocked', version: 'v' },
  { kind: 'sign_in_required', version: 'v' },
  { kind: 'unclear', version: 'v' },
  { kind: 'misconfigured', version: 'v' },
];

describe('the outcome that the holder of a lease stores', () => {
  it.each(refusals)('has the whole refusal, $kind', (acquisition) => {
    const outcome = sharedOutcomeOf(acquisition);

    expect(sharedOutcomeSchema.parse(JSON.parse(JSON.stringify(outcome)))).toEqual({ kind: 'refused', acquisition });
  });

  it('is empty when every replica sees it in the partition', () => {
    expect(sharedOutcomeOf({ kind: 'gone' })).toBeUndefined();
    expect(sharedOutcomeOf({ kind: 'not_cached', version: 'v' })).toBeUndefined();
  });

  it('is about the tokens of one version when it is a refusal, and about all when Entra is unavailable', () => {
    const refused = { kind: 'refused', acquisition: { kind: 'unclear', version: 'v' } } as const;

    expect([isAbout(refused, 'v'), isAbout(refused, 'w')]).toEqual([true, false]);
    expect(isAbout({ kind: 'unavailable', retryAfterSeconds: 5 }, 'w')).toBe(true);
  });

  it('stays for as long as Entra asks to wait, half a minute at most', () => {
    expect(outcomeTtlMs({ kind: 'unavailable', retryAfterSeconds: 7 })).toBe(7_000);
    expect(outcomeTtlMs({ kind: 'unavailable', retryAfterSeconds: 600 })).toBe(30_000);
  });
});
