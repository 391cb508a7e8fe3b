import { interactionHref, loginHref } from './auth-urls.js';
import { retryAfterSeconds } from './retry-after.js';

describe('addresses of redirects to Microsoft', () => {
  it('include the return path with its query', () => {
    expect(loginHref({ returnTo: '/compose?draft=1', loginHint: 'a@b.example' })).toBe(
      '/auth/login?returnTo=%2Fcompose%3Fdraft%3D1&loginHint=a%40b.example',
    );
  });

  it('add the return path to an interaction, whether it has a query or not', () => {
    expect(interactionHref('/auth/interactions/t', '/a?b=c')).toBe('/auth/interactions/t?returnTo=%2Fa%3Fb%3Dc');
    expect(interactionHref('/auth/interactions/t?x=1', '/a')).toBe('/auth/interactions/t?x=1&returnTo=%2Fa');
  });
});

describe('Retry-After', () => {
  const now = new Date('2026-01-01T00:00:00Z');

  it.each([
    ['12', 12],
    ['Thu, 01 Jan 2026 00:00:30 GMT', 30],
    ['Wed, 31 Dec 2025 23:00:00 GMT', 0],
    ['soon', undefined],
  ])('reads %s', (value, seconds) => {
    expect(retryAfterSeconds(new Headers({ 'Retry-After': value }), now)).toBe(seconds);
  });
});
