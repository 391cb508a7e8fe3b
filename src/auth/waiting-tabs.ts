import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';

import { fingerprint, Logger } from '../common/index.js';
import { AppConfig } from '../config/index.js';
import { keyName, KeyValueStore, parseJson } from '../redis/index.js';
import { DeviceProofs, sessionCookieName, SessionStore, type LiveSession } from '../session/index.js';
import { pendingBindings, transactionTtlSeconds } from './transaction-cookie.js';
import type { SessionHandle } from './transaction.js';

const schema = z.object({ userTag: z.string(), id: z.string() });

/**
 * Which session a browser has that comes back from Entra with a transaction that no longer counts. The session cookie is
 * strict and stays at home on that way; the transaction cookies of the browser's other tabs come along, and each tells of the
 * sign-in that happened while its tab waited. It opens nothing: it only says that there is no error to show.
 */
@Injectable()
export class WaitingTabs {
  constructor(
    private readonly sessions: SessionStore,
    private readonly proofs: DeviceProofs,
    private readonly store: KeyValueStore,
    private readonly config: AppConfig,
    private readonly logger: Logger,
  ) {}

  /** A tab of this browser has signed in, by that transaction, while others wait. Never fails: the sign-in is done. */
  async remember(request: FastifyRequest, session: SessionHandle, transactionId: string): Promise<void> {
    const value = JSON.stringify(session);
    const ttlMs = transactionTtlSeconds * 1000;
    const bindings = pendingBindings(request, transactionId);
    const writes = bindings.map((binding) =>
      this.store.commit({ expect: [], writes: [{ kind: 'set', key: keyOf(binding), value, ttlMs }] }),
    );
    await Promise.all(writes).catch((error: unknown) => {
      this.logger.warning({ err: error }, 'waiting tabs not told of the sign-in');
    });
  }

  /** The living session of the browser that sends this; undefined when none is known. */
  async sessionOf(request: FastifyRequest): Promise<LiveSession | undefined> {
    const own = await this.sessions.find(request.cookies[sessionCookieName], this.config.frontends.of(request));
    // A copied cookie learns nothing of its session.
    const isOwn = own !== undefined && !this.proofs.isMissing(own, request);
    return isOwn ? own : this.#sessionOfOtherTab(request);
  }

  async #sessionOfOtherTab(request: FastifyRequest): Promise<LiveSession | undefined> {
    // Each key may live on another node of a cluster.
    const values = await Promise.all(pendingBindings(request).map((binding) => this.store.read(keyOf(binding))));
    for (const value of values) {
      const data = value === null ? undefined : parseJson(schema, value);
      const session = data && (await this.sessions.findByHandle(data.userTag, data.id));
      if (session !== undefined) {
        return session;
      }
    }
    return undefined;
  }
}

function keyOf(binding: string): string {
  return keyName('tab', fingerprint(binding));
}
