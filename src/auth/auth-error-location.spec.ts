import { authErrorLocation } from './auth-error-location.js';

describe('the location of a failed sign-in', () => {
  it('is the error path with the code and the trace id', () => {
    expect(authErrorLocation('/', 'access_denied', 'abc')).toBe('/?auth_error=access_denied&ref=abc');
  });

  it('keeps the query of the error path, except for its own parameters', () => {
    expect(authErrorLocation('/oops?lang=de&a=?', 'sign_in_failed', 'abc')).toBe(
      '/oops?lang=de&a=%3F&auth_error=sign_in_failed&ref=abc',
    );
    expect(authErrorLocation('/oops?auth_error=x', 'sign_in_failed', 'abc')).toBe(
      '/oops?auth_error=sign_in_failed&ref=abc',
    );
  });

  it('encodes its values', () => {
    expect(authErrorLocation('/oops', 'sign_in_failed', 'a&b\r\n')).toBe(
      '/oops?auth_error=sign_in_failed&ref=a%26b%0D%0A',
    );
  });
});
