import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';

import { fingerprint, Logger } from '../common/index.js';
import { AppConfig } from '../config/index.js';
import { keyName, KeyValueStore, parseJson } from '../redis/index.js';
import { DeviceProofs, sessionCookieName, SessionStore, type LiveSession } from '../session/index.js';
import { bindingOf, isLater, pendingBindings, transactionTtlSeconds } from './transaction-cookie.js';
import type { SessionHandle } from './transaction.js';

const schema = z.object({ userTag: z.string(), id: z.string() });

/**
 * The session of a browser that returns from Entra with a transaction that is no longer valid. The browser does not
 * send its strict session cookie on that way. It sends the transaction cookies of its other tabs, and each identifies
 * the sign-in that happened while its tab waited. Such a cookie opens nothing: it only shows that there is no error.
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

  /**
   * A tab of this browser has signed in by that transaction, while others wait. Never fails: the sign-in is complete.
   */
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

  /**
   * Two users may return to one browser at the same moment, and neither request names the other: each has left its
   * session to the other's tab, and then looks for the other's. The sign-in that began later stays. False when that is
   * the other one. Comes after `remember`, so that at least one of them sees the other. Never fails.
   */
  async isLastUser(request: FastifyRequest, own: SessionHandle, transactionId: string): Promise<boolean> {
    try {
      const other = await this.#otherUser(request, own, transactionId);
      const isOtherLater = other && isLater(request, other.origin.transactionId, transactionId);
      if (other === undefined || isOtherLater === undefined) {
        return true;
      }
      const earlier = isOtherLater ? await this.sessions.findByHandle(own.userTag, own.id) : other;
      if (earlier !== undefined) {
        await this.sessions.end(earlier.reference, 'replaced');
      }
      return !isOtherLater;
    } catch (error) {
      this.logger.warning({ err: error }, 'another user of this browser not looked for');
      return true;
    }
  }

  async #otherUser(
    request: FastifyRequest,
    { userTag }: SessionHandle,
    transactionId: string,
  ): Promise<LiveSession | undefined> {
    const binding = bindingOf(request, transactionId);
    const value = binding === undefined ? null : await this.store.read(keyOf(binding));
    const handle = value === null ? undefined : parseJson(schema, value);
    return handle === undefined || handle.userTag === userTag
      ? undefined
      : this.sessions.findByHandle(handle.userTag, handle.id);
  }

  /** The active session of the browser that sends this; undefined when none is known. */
  async sessionOf(request: FastifyRequest): Promise<LiveSession | undefined> {
    const own = await this.sessions.find(request.cookies[sessionCookieName], this.config.frontends.of(request));
    // A copied cookie reveals nothing of its session.
    const isOwn = own !== undefined && !this.proofs.isMissing(own, request);
    return isOwn ? own : this.#sessionOfOtherTab(request);
  }

  async #sessionOfOtherTab(request: FastifyRequest): Promise<LiveSession | undefined> {
    // Each key may be stored on another node of a cluster.
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
