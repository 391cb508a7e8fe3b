import { Injectable } from '@nestjs/common';
import { z } from 'zod';

import { fingerprint } from '../common/index.js';
import { keyName, KeyValueStore } from '../redis/index.js';
import type { SessionReference } from './session.js';

const schema = z.array(z.object({ userTag: z.string(), fingerprint: z.string() }));
const mostSessions = 50;
const attempts = 100;

/**
 * Which of our sessions came from a session at Entra (`sid`): front-channel sign-out arrives without cookies and says no
 * more than that.
 */
@Injectable()
export class EntraSessionIndex {
  constructor(private readonly store: KeyValueStore) {}

  async add(entraSessionId: string, reference: SessionReference, ttlMs: number): Promise<void> {
    const key = keyOf(entraSessionId);
    for (let attempt = 0; attempt < attempts; attempt++) {
      const before = await this.store.read(key);
      const value = JSON.stringify([...parse(before), reference].slice(-mostSessions));
      const expect = [{ key, value: before }];
      if (await this.store.commit({ expect, writes: [{ kind: 'put', key, value, ttlMs }] })) {
        return;
      }
    }
    throw new Error('the index of Entra sessions changed under every attempt');
  }

  async take(entraSessionId: string): Promise<SessionReference[]> {
    return parse(await this.store.take(keyOf(entraSessionId)));
  }
}

function keyOf(entraSessionId: string): string {
  return keyName('sid', fingerprint(entraSessionId));
}

function parse(value: Buffer | null): SessionReference[] {
  return value === null ? [] : (schema.safeParse(JSON.parse(value.toString())).data ?? []);
}
