import type { FastifyRequest } from 'fastify';

import { oneFrontend } from '../../test/support/frontend.js';
import type { AppConfig } from '../config/index.js';
import { FakeClock } from '../../test/support/fake-clock.js';
import { liveSession } from '../../test/support/mail-session.js';
import { RequestSessions } from './request-sessions.js';
import { sessionCookieName } from './session-cookie.js';
import type { SessionStore } from './session-store.js';
import type { LiveSession } from './session.js';

describe('the session of a request', () => {
  const clock = new FakeClock();
  const request = (): FastifyRequest =>
    ({ cookies: { [sessionCookieName]: 'the-cookie' } }) as unknown as FastifyRequest;
  let read: (string | undefined)[];

  function sessionsWith(session: LiveSession | undefined): RequestSessions {
    const find = (cookie: string | undefined): Promise<LiveSession | undefined> => {
      read.push(cookie);
      return Promise.resolve(session);
    };
    return new RequestSessions({ find } as unknown as SessionStore, { frontends: oneFrontend } as AppConfig, clock);
  }

  beforeEach(() => {
    read = [];
  });

  it('is read once for all callers within a second, and then again', async () => {
    const session = liveSession();
    const sessions = sessionsWith(session);
    const mine = request();
    await expect(sessions.find(mine)).resolves.toBe(session);
    clock.advance(999);
    await expect(sessions.find(mine)).resolves.toBe(session);
    expect(read).toEqual(['the-cookie']);

    clock.advance(1);
    await sessions.find(mine);
    expect(read).toHaveLength(2);
  });

  it('is not shared with another request', async () => {
    const sessions = sessionsWith(liveSession());
    await sessions.find(request());
    await sessions.find(request());
    expect(read).toHaveLength(2);
  });

  it('is read again when there was none', async () => {
    const sessions = sessionsWith(undefined);
    const mine = request();
    await expect(sessions.find(mine)).resolves.toBeUndefined();
    await expect(sessions.find(mine)).resolves.toBeUndefined();
    expect(read).toHaveLength(2);
  });
});
