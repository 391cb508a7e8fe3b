import { authErrorCodeOf, errorNumbersIn, SignInFailure } from './sign-in-failure.js';

describe('the code of a failed round trip', () => {
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
  ])('for the error %s is %s', (error, code) => {
    expect(authErrorCodeOf({ error })).toBe(code);
  });

  it.each([
    [90094, 'admin_consent_required'],
    [90095, 'admin_consent_required'],
    [65004, 'access_denied'],
    [50105, 'user_not_assigned'],
    [50020, 'account_not_allowed'],
    [500208, 'account_not_allowed'],
    [50194, 'configuration_error'],
    [50011, 'configuration_error'],
    [7000215, 'configuration_error'],
    [7000222, 'configuration_error'],
    [7000218, 'configuration_error'],
    [54005, 'sign_in_failed'],
  ])('for AADSTS%d within invalid_grant is %s', (number, code) => {
    expect(authErrorCodeOf({ error: 'invalid_grant', errorNumbers: [number] })).toBe(code);
  });

  it('follows the number where the error says less', () => {
    expect(authErrorCodeOf({ error: 'access_denied', errorNumbers: [1, 90094] })).toBe('admin_consent_required');
  });

  it('is sign_in_failed when nothing is known', () => {
    expect(authErrorCodeOf({})).toBe('sign_in_failed');
  });
});

it('is a failure that logs call by its name', () => {
  expect(String(new SignInFailure('access_denied', 'declined'))).toBe('SignInFailure: access_denied');
});

describe('the AADSTS numbers of a description', () => {
  it.each([
    [undefined, []],
    ['', []],
    ['AADSTS65004: declined. Trace ID: 1', [65004]],
    ['AADSTS70002: x AADSTS54005: y AADSTS70002: z', [70002, 54005]],
    ['XAADSTS65004 AADSTS1 AADSTS1234567890', []],
    ['AADSTS10001 AADSTS10002 AADSTS10003 AADSTS10004 AADSTS10005 AADSTS10006', [10001, 10002, 10003, 10004, 10005]],
    [`${'x'.repeat(4096)} AADSTS65004`, []],
  ])('of %j are %j', (description, numbers) => {
    expect(errorNumbersIn(description)).toEqual(numbers);
  });
});
