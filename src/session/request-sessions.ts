import { Injectable } from '@nestjs/common';
import type {} from '@fastify/cookie';
import type { FastifyRequest } from 'fastify';

import { Clock } from '../common/index.js';
import { AppConfig } from '../config/index.js';
import { sessionCookieName } from './session-cookie.js';
import { SessionStore } from './session-store.js';
import type { LiveSession } from './session.js';

/** A sign-out takes effect within a second, also for a request whose body is still arriving. */
const freshMs = 1_000;

interface Reading {
  readonly session: LiveSession;
  readonly at: number;
}

/** The session of a request: read once, however many callers request it, unless a slow body has made the value old. */
@Injectable()
export class RequestSessions {
  readonly #readings = new WeakMap<FastifyRequest, Reading>();

  constructor(
    private readonly sessions: SessionStore,
    private readonly config: AppConfig,
    private readonly clock: Clock,
  ) {}

  find(request: FastifyRequest): Promise<LiveSession | undefined> {
    const reading = this.#readings.get(request);
    const at = this.clock.now();
    if (reading !== undefined && at - reading.at < freshMs) {
      return Promise.resolve(reading.session);
    }
    const cookie = request.cookies[sessionCookieName];
    return this.sessions.find(cookie, this.config.frontends.of(request)).then((session) => {
      if (session !== undefined) {
        this.#readings.set(request, { session, at });
      }
      return session;
    });
  }
}
