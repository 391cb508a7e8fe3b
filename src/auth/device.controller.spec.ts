import type { FastifyReply, FastifyRequest } from 'fastify';

import { boundDevice } from '../../test/support/bound-device.js';
import { FakeClock } from '../../test/support/fake-clock.js';
import { liveSession } from '../../test/support/mail-session.js';
import { Observed } from '../../test/support/observed.js';
import type { AppConfig } from '../config/index.js';
import type { RateLimits } from '../redis/index.js';
import type { DeviceBindings, DeviceCookies, LiveSession, RequestSessions, SessionStore } from '../session/index.js';
import { DeviceController } from './device.controller.js';

describe('a refresh whose session goes after it was found', () => {
  const session: LiveSession = { ...liveSession(), device: boundDevice };

  function refresh(kind: 'gone' | 'unknown', successor: LiveSession | undefined): Promise<unknown> {
    const controller = new DeviceController(
      { find: () => Promise.resolve(session) } as unknown as RequestSessions,
      { findToEnd: () => Promise.resolve(successor) } as unknown as SessionStore,
      { refresh: () => Promise.resolve({ kind }) } as unknown as DeviceBindings,
      {} as DeviceCookies,
      { deviceOf: () => undefined } as unknown as RateLimits,
      { frontends: { of: () => ({}) } } as unknown as AppConfig,
      new FakeClock(),
      new Observed(),
    );
    const request = { headers: { 'sec-secure-session-id': 'binding' }, cookies: {} } as unknown as FastifyRequest;
    return controller.refresh(request, {} as FastifyReply);
  }

  it('is deferred when a consent has renewed the session', async () => {
    await expect(refresh('gone', session)).rejects.toMatchObject({ code: 'throttled', retryAfterSeconds: 1 });
  });

  it('is refused when the session has ended', async () => {
    await expect(refresh('gone', undefined)).rejects.toMatchObject({ code: 'login_required' });
  });

  it('is not deferred for another refusal: a living session would wait for ever', async () => {
    await expect(refresh('unknown', session)).rejects.toMatchObject({ code: 'device_proof_required' });
  });
});
