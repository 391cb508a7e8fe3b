import { Injectable } from '@nestjs/common';
import { z } from 'zod';

import { Clock, fingerprint } from '../common/index.js';
import { changeValue, keyName, KeyValueStore, parseJson, RecentMarks } from '../redis/index.js';
import type { SessionReference } from './session.js';

const schema = z.object({ sessions: z.array(z.object({ userTag: z.string(), fingerprint: z.string() })) });
type References = readonly SessionReference[];

/** Entra has signed the user out since the round trip of the new session began. */
export class EntraSessionOver extends Error {
  constructor() {
    super('the session at Entra is over');
    this.name = 'EntraSessionOver';
  }
}

/** Twice the limit of a user, because replaced ones stay: an active one that is dropped would outlive Entra's. */
const mostSessions = 200;
/** `put` keeps the longer time to live that the key has. */
const leastTtlMs = 60_000;

/**
 * Our sessions by their session at Entra (`sid`): front-channel sign-out arrives without cookies and contains nothing
 * else. The time of the sign-out is stored before the sessions are ended, and they are removed afterwards. So a
 * sign-out that fails half-way can be repeated, and a round trip that began before it creates no session. A round trip
 * that begins afterwards is a new sign-in: a `sid` that an attacker has learned excludes nobody. The stored times are
 * of a fixed size, for anybody can invent a `sid`.
 */
@Injectable()
export class EntraSessionIndex {
  readonly #ends: RecentMarks;

  constructor(
    private readonly store: KeyValueStore,
    private readonly clock: Clock,
  ) {
    this.#ends = new RecentMarks(store, 'sid');
  }

  async add(entraSessionId: string, reference: SessionReference, ttlMs: number): Promise<void> {
    await this.#change(entraSessionId, (sessions) => [...sessions, reference].slice(-mostSessions), ttlMs);
  }

  /** The sessions that are to be ended. */
  async noteEnd(entraSessionId: string): Promise<References> {
    await this.#ends.put(entraSessionId, this.clock.now());
    return parse(await this.store.read(keyOf(entraSessionId)));
  }

  /** The ended ones; one that was added meanwhile stays. */
  async forget(entraSessionId: string, ended: References): Promise<void> {
    const fingerprints = new Set(ended.map(({ fingerprint: value }) => value));
    await this.#change(entraSessionId, (sessions) =>
      sessions.filter(({ fingerprint: value }) => !fingerprints.has(value)),
    );
  }

  /** @throws EntraSessionOver */
  async requireLiving(entraSessionId: string, begunAt: number): Promise<void> {
    if (await this.hasEndedSince(entraSessionId, begunAt)) {
      throw new EntraSessionOver();
    }
  }

  /** Whether Entra has ended its session since then. */
  async hasEndedSince(entraSessionId: string, begunAt: number): Promise<boolean> {
    return ((await this.#ends.at(entraSessionId)) ?? -Infinity) >= begunAt;
  }

  /** Without `ttlMs` an unknown session stays unknown. */
  async #change(entraSessionId: string, change: (known: References) => References, ttlMs?: number): Promise<void> {
    const key = keyOf(entraSessionId);
    await changeValue(this.store, key, (before) =>
      before === null && ttlMs === undefined
        ? undefined
        : {
            kind: 'put',
            key,
            value: JSON.stringify({ sessions: change(parse(before)) }),
            ttlMs: ttlMs ?? leastTtlMs,
          },
    );
  }
}

function keyOf(entraSessionId: string): string {
  return keyName('sid', fingerprint(entraSessionId));
}

function parse(value: Buffer | null): References {
  return value === null ? [] : (parseJson(schema, value)?.sessions ?? []);
}
