import { liveSession } from '../../test/support/mail-session.js';
import { InteractionRequired, SignInRequired } from './interaction-required.js';
import { isTouchDue } from './session.js';

describe('the use of a session', () => {
  it.each([
    [3_600, 180_000],
    [300, 15_000],
  ])('with an idle time of %d s is recorded when it is more than %d ms ago', (idleTimeoutSeconds, ms) => {
    const limits = { idleTimeoutSeconds, absoluteTimeoutSeconds: 10_000 };

    expect(isTouchDue(1_000, 1_000 + ms, limits)).toBe(false);
    expect(isTouchDue(1_000, 1_001 + ms, limits)).toBe(true);
  });
});

describe('a missing requirement of a session', () => {
  it('is an error whose name the log shows', () => {
    const reason = { kind: 'consent_required', permissions: ['mail.send'] } as const;

    expect(new InteractionRequired(liveSession(), reason)).toMatchObject({ name: 'InteractionRequired' });
    expect(new SignInRequired(liveSession())).toMatchObject({ name: 'SignInRequired' });
  });
});
