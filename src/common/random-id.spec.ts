import { fingerprint, hasFingerprint } from './random-id.js';

describe('the fingerprint of a secret', () => {
  it('is that of this secret only', () => {
    expect(hasFingerprint('secret', fingerprint('secret'))).toBe(true);
    expect(hasFingerprint('other', fingerprint('secret'))).toBe(false);
  });

  it.each(['', 'short', `${fingerprint('secret')}x`])('is not %j, which has another length', (expected) => {
    expect(hasFingerprint('secret', expected)).toBe(false);
  });
});
