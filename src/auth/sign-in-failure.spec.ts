import { entraRefusalOf } from '../entra/index.js';
import { refusedSignIn, SignInFailure } from './sign-in-failure.js';

it('names its failure in logs', () => {
  expect(String(new SignInFailure('access_denied', 'declined'))).toBe('SignInFailure: access_denied');
});

describe('a sign-in that Entra refuses', () => {
  it('has the code of the table, and the log states the numbers and ids but not the text', () => {
    const refusal = entraRefusalOf({
      error: 'access_denied',
      error_description: 'AADSTS50105: Alice is not assigned. Trace ID: 0f0c1d2e-1111-4222-8333-944455556600',
    });
    const failure = refusedSignIn(refusal, 'refused');
    expect(failure.code).toBe('user_not_assigned');
    expect(failure.facts).toMatchObject({
      error: 'access_denied',
      errorNumbers: [50105],
      entraTraceId: '0f0c1d2e-1111-4222-8333-944455556600',
    });
    expect(JSON.stringify(failure.facts)).not.toContain('Alice');
    expect(failure.facts).not.toHaveProperty('unknownNumbers');
  });

  it('states the unknown numbers', () => {
    const refusal = entraRefusalOf({ error: 'invalid_grant', error_codes: [7654321] });
    expect(refusedSignIn(refusal, 'refused').facts).toMatchObject({ unknownNumbers: [7654321] });
  });
});
