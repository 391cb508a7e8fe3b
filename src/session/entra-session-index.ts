import { Injectable } from '@nestjs/common';
import { z } from 'zod';

import { fingerprint } from '../common/index.js';
import { changeValue, keyName, KeyValueStore } from '../redis/index.js';
import type { SessionReference } from './session.js';

const schema = z.object({
  /** Not ended yet, as far as is known. */
  sessions: z.array(z.object({ userTag: z.string(), fingerprint: z.string() })),
  /** Entra has said that its session is over; nothing is added any more. */
  isOver: z.boolean(),
});
type EntraSession = z.output<typeof schema>;

/** Twice what a user may have, for those that were replaced stay: a living one that is dropped would outlive Entra's. */
const mostSessions = 200;
/** `put` keeps the longer time to live that the key has. */
const leastTtlMs = 60_000;

/**
 * Which of our sessions came from a session at Entra (`sid`): front-channel sign-out arrives without cookies and says no
 * more than that. The end is noted before the sessions are ended, and they are forgotten afterwards: a sign-out that fails
 * half way can be told again, and a session that is just being made finds the note.
 */
@Injectable()
export class EntraSessionIndex {
  constructor(private readonly store: KeyValueStore) {}

  /** False, and nothing added, when Entra's session is over. */
  async add(entraSessionId: string, reference: SessionReference, ttlMs: number): Promise<boolean> {
    const known = await this.#change(
      entraSessionId,
      ({ sessions, isOver }) => ({
        sessions: [...sessions, ...(isOver ? [] : [reference])].slice(-mostSessions),
        isOver,
      }),
      ttlMs,
    );
    return !known.isOver;
  }

  /** The sessions that are to be ended. */
  async noteEnd(entraSessionId: string): Promise<readonly SessionReference[]> {
    return (await this.#change(entraSessionId, ({ sessions }) => ({ sessions, isOver: true }))).sessions;
  }

  async forget(entraSessionId: string): Promise<void> {
    await this.#change(entraSessionId, ({ isOver }) => ({ sessions: [], isOver }));
  }

  async isOver(entraSessionId: string): Promise<boolean> {
    return parse(await this.store.read(keyOf(entraSessionId))).isOver;
  }

  /** Without `ttlMs` an unknown session stays unknown: anybody can make up a `sid`. */
  async #change(
    entraSessionId: string,
    change: (known: EntraSession) => EntraSession,
    ttlMs?: number,
  ): Promise<EntraSession> {
    const key = keyOf(entraSessionId);
    let changed = unknown;
    await changeValue(this.store, key, (before) => {
      if (before === null && ttlMs === undefined) {
        changed = unknown;
        return undefined;
      }
      changed = change(parse(before));
      return { kind: 'put', key, value: JSON.stringify(changed), ttlMs: ttlMs ?? leastTtlMs };
    });
    return changed;
  }
}

const unknown: EntraSession = { sessions: [], isOver: false };

function keyOf(entraSessionId: string): string {
  return keyName('sid', fingerprint(entraSessionId));
}

function parse(value: Buffer | null): EntraSession {
  return value === null ? unknown : (schema.safeParse(JSON.parse(value.toString())).data ?? unknown);
}
