import { aadstsMeaningOf, aadstsNumbers } from './aadsts.js';
import { entraRefusalOf, type EntraRefusal } from './entra-refusal.js';
import { refreshRefusalOf, signInAnswerOf, unknownNumbersOf } from './refusal-answers.js';

function refusal(some: Partial<EntraRefusal>): EntraRefusal {
  return { ...entraRefusalOf({}), error: 'invalid_grant', ...some };
}

const claims = '{"access_token":{"capolids":{"essential":true}}}';

describe('the table of AADSTS numbers', () => {
  it('has each number once', () => {
    const all = aadstsNumbers.flatMap((numbers) =>
      typeof numbers === 'number'
        ? [numbers]
        : Array.from({ length: numbers[1] - numbers[0] + 1 }, (_, index) => numbers[0] + index),
    );
    expect(all.filter((number, index) => all.indexOf(number) !== index)).toEqual([]);
  });

  it('states of each what it means and its source', () => {
    for (const numbers of aadstsNumbers) {
      const row = aadstsMeaningOf(typeof numbers === 'number' ? numbers : numbers[1]);
      expect(row?.meaning).toMatch(/^\S.*\S$/);
      expect(row?.source).toMatch(/^(?:codes|observed|docs: |observed; docs: )/);
    }
  });

  it.each([0, 1, 53012, 530000, 530040, 7654321])('does not contain %d', (number) => {
    expect(aadstsMeaningOf(number)).toBeUndefined();
  });

  it('ends sessions by these numbers only', () => {
    const dead = aadstsNumbers.filter(
      (numbers) => typeof numbers === 'number' && aadstsMeaningOf(numbers)?.refresh === 'dead',
    );
    expect(dead).toEqual([
      50034, 500341, 51004, 50020, 90072, 50053, 50055, 50056, 50057, 50085, 50132, 50133, 50144, 50173, 70008, 70043,
      70044, 500571, 700081, 700082, 700084, 9002313,
    ]);
  });
});

describe('a refused sign-in', () => {
  it.each([
    ['access_denied', 'access_denied'],
    ['login_required', 'login_required'],
    ['interaction_required', 'interaction_required'],
    ['consent_required', 'interaction_required'],
    ['server_error', 'identity_provider_unavailable'],
    ['temporarily_unavailable', 'identity_provider_unavailable'],
    ['invalid_client', 'configuration_error'],
    ['unauthorized_client', 'configuration_error'],
    ['invalid_request', 'configuration_error'],
    ['unsupported_response_type', 'configuration_error'],
    ['invalid_resource', 'configuration_error'],
    ['invalid_scope', 'configuration_error'],
    ['invalid_grant', 'sign_in_failed'],
    ['something_new', 'sign_in_failed'],
    ['__proto__', 'sign_in_failed'],
    ['', 'sign_in_failed'],
  ])('with the error %j and no number leads to %s', (error, code) => {
    expect(signInAnswerOf({ error, numbers: [] })).toBe(code);
  });

  it.each([
    ...[90093, 90094, 90095, 900941, 900981, 65001].map((number) => [number, 'admin_consent_required'] as const),
    ...[53000, 53003, 53005, 53011, 530001, 530020, 530039, 500213, 500212].map(
      (number) => [number, 'access_blocked_by_policy'] as const,
    ),
    ...[90072, 50020, 50178, 50177, 500208, 51004].map((number) => [number, 'account_not_allowed'] as const),
    [50105, 'user_not_assigned'],
    [65004, 'access_denied'],
    [50196, 'identity_provider_unavailable'],
    [50011, 'configuration_error'],
    [650053, 'configuration_error'],
    [54005, 'sign_in_failed'],
    [7654321, 'sign_in_failed'],
  ] as const)('with access_denied and AADSTS%d leads to %s', (number, code) => {
    expect(signInAnswerOf({ error: 'access_denied', numbers: [number] })).toBe(code);
  });

  it.each(['invalid_request', 'invalid_grant', 'access_denied', 'server_error', 'unheard_of'])(
    'is classified by its number whatever the error: %s',
    (error) => {
      expect(signInAnswerOf({ error, numbers: [90072] })).toBe('account_not_allowed');
    },
  );

  it.each([
    ['access_denied', 'sign_in_failed'],
    ['invalid_request', 'sign_in_failed'],
    ['login_required', 'login_required'],
    ['server_error', 'identity_provider_unavailable'],
    ['invalid_client', 'configuration_error'],
  ])('with %s and an unknown number leads to %s', (error, code) => {
    expect(signInAnswerOf({ error, numbers: [7654321] })).toBe(code);
  });

  it('is classified by the number behind a generic one', () => {
    expect(signInAnswerOf({ error: 'invalid_client', numbers: [70002, 90094] })).toBe('admin_consent_required');
    expect(signInAnswerOf({ error: 'invalid_client', numbers: [70002, 54005] })).toBe('sign_in_failed');
  });

  it('is consent by the user when 65001 comes without access_denied', () => {
    expect(signInAnswerOf({ error: 'consent_required', numbers: [65001] })).toBe('interaction_required');
  });
});

describe('a refused refresh', () => {
  it.each<[Partial<EntraRefusal>, string]>([
    [{ numbers: [50057] }, 'sign_in_required'],
    [{ numbers: [70008] }, 'sign_in_required'],
    [{ numbers: [9002313], error: 'invalid_request' }, 'sign_in_required'],
    [{ numbers: [70002, 70008] }, 'sign_in_required'],
    [{ suberror: 'bad_token' }, 'sign_in_required'],
    [{ suberror: 'token_expired', numbers: [7654321] }, 'sign_in_required'],
    [{ numbers: [70000], suberror: 'bad_token' }, 'sign_in_required'],
    [{ numbers: [70000] }, 'consent_required'],
    [{ numbers: [65001] }, 'consent_required'],
    [{ numbers: [65001], suberror: 'bad_token' }, 'consent_required'],
    [{ suberror: 'consent_required' }, 'consent_required'],
    [{ error: 'consent_required' }, 'consent_required'],
    [{ numbers: [650053], error: 'invalid_client' }, 'consent_required'],
    [{ numbers: [90094] }, 'admin_consent_required'],
    [{ numbers: [90095], suberror: 'consent_required' }, 'admin_consent_required'],
    [{ numbers: [50076], suberror: 'basic_action' }, 'step_up_required'],
    [{ numbers: [50079], error: 'interaction_required' }, 'step_up_required'],
    [{ error: 'interaction_required' }, 'step_up_required'],
    [{ error: 'login_required' }, 'step_up_required'],
    [{ numbers: [53003], claims }, 'step_up_required'],
    [{ numbers: [50133], error: 'interaction_required', suberror: 'basic_action', claims }, 'step_up_required'],
    [{ numbers: [50133], claims }, 'sign_in_required'],
    [{ numbers: [530003], suberror: 'additional_action' }, 'step_up_required'],
    [{ numbers: [530032] }, 'access_blocked'],
    [{ numbers: [53003] }, 'access_blocked'],
    [{ numbers: [50196] }, 'wait'],
    [{ numbers: [90055], error: 'temporarily_unavailable' }, 'wait'],
    [{ numbers: [7000215], error: 'invalid_client' }, 'misconfigured'],
    [{ error: 'unauthorized_client' }, 'misconfigured'],
    [{ error: 'invalid_grant' }, 'unclear'],
    [{ numbers: [7654321] }, 'unclear'],
    [{ numbers: [7654321], error: 'invalid_client' }, 'unclear'],
    [{ error: 'temporarily_unavailable' }, 'wait'],
    [{ error: 'slow_down' }, 'wait'],
    [{ error: 'something_new' }, 'unclear'],
  ])('of granted scopes, %j, is %s', (some, kind) => {
    expect(refreshRefusalOf(refusal(some), true).kind).toBe(kind);
  });

  it.each<[Partial<EntraRefusal>, string]>([
    [{ numbers: [70000], suberror: 'bad_token' }, 'consent_required'],
    [{ suberror: 'bad_token' }, 'consent_required'],
    [{ suberror: 'token_expired', numbers: [7654321] }, 'consent_required'],
    [{}, 'consent_required'],
    [{ numbers: [7654321] }, 'consent_required'],
    [{ error: 'invalid_scope' }, 'consent_required'],
    [{ numbers: [700082] }, 'sign_in_required'],
    [{ numbers: [50196] }, 'wait'],
    [{ error: 'temporarily_unavailable' }, 'wait'],
    [{ error: 'slow_down' }, 'wait'],
    [{ numbers: [7000215], error: 'invalid_client' }, 'misconfigured'],
  ])('of scopes that are not known to be granted, %j, is %s', (some, kind) => {
    expect(refreshRefusalOf(refusal(some), false).kind).toBe(kind);
  });

  it('keeps the claims of a challenge', () => {
    expect(refreshRefusalOf(refusal({ error: 'interaction_required', claims }), true)).toEqual({
      kind: 'step_up_required',
      claims,
    });
  });

  it('states the unknown numbers', () => {
    expect(unknownNumbersOf({ numbers: [70002, 7654321, 54005] })).toEqual([7654321]);
  });
});
