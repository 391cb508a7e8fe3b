import { FakeClock } from '../../test/support/fake-clock.js';
import { liveSession } from '../../test/support/mail-session.js';
import type { AppConfig } from '../config/index.js';
import { FreshSignIn } from './fresh-sign-in.js';

describe('a sign-in', () => {
  const clock = new FakeClock();

  function freshSignIn(stepUpSeconds: number | undefined): FreshSignIn {
    return new FreshSignIn({ session: { stepUpSeconds } } as AppConfig, clock);
  }

  const session = (authenticatedAgoMs?: number): ReturnType<typeof liveSession> => ({
    ...liveSession(),
    createdAt: clock.now() - 3_600_000,
    ...(authenticatedAgoMs === undefined ? {} : { authenticatedAt: clock.now() - authenticatedAgoMs }),
  });

  it('is fresh until it is older than the setting', () => {
    expect(() => {
      freshSignIn(600).require(session(600_000), ['mail.write']);
    }).not.toThrow();
    expect(() => {
      freshSignIn(600).require(session(600_001), ['mail.write']);
    }).toThrow(
      expect.objectContaining({
        reason: { kind: 'step_up_required', permissions: ['mail.write'], prompt: 'login' },
      }) as Error,
    );
  });

  it('is as old as the session where a record has no time', () => {
    expect(() => {
      freshSignIn(600).require(session(), ['mail.write']);
    }).toThrow('step_up_required');
  });

  it('is fresh forever without the setting', () => {
    expect(() => {
      freshSignIn(undefined).require(session(), ['mail.write']);
    }).not.toThrow();
  });
});
