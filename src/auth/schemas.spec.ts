import { interactionRequestSchema, signOutRequestSchema } from './schemas.js';

describe('the schemas of the sign-in endpoints', () => {
  it.each([
    [{ permissions: ['mail.send'] }, true],
    [{ permissions: ['mail.send'], returnTo: '/a' }, true],
    [{ permissions: Array.from({ length: 10 }, () => 'mail.send') }, true],
    [{ permissions: Array.from({ length: 11 }, () => 'mail.send') }, false],
    [{ permissions: [] }, false],
    [{ permissions: ['mail all'] }, false],
    [{ permissions: ['mail.send'], scopes: ['Mail.Send'] }, false],
    [{ permissions: ['mail.send'], returnTo: 1 }, false],
    [{}, false],
  ])('of an interaction: %j is %s', (body, isTaken) => {
    expect(interactionRequestSchema.safeParse(body).success).toBe(isTaken);
  });

  it.each([
    [{}, true],
    [{ everywhere: true }, true],
    [{ everywhere: 'true' }, false],
    [{ everywhere: true, user: 'bilal' }, false],
  ])('of a sign-out: %j is %s', (body, isTaken) => {
    expect(signOutRequestSchema.safeParse(body).success).toBe(isTaken);
  });
});
