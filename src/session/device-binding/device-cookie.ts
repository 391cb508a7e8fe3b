import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';

import { AppConfig } from '../../config/index.js';
import { keyName, RecordCipher, RecordCodec, recordIn } from '../../redis/index.js';
import type { Session } from '../session.js';

/** Not `__Host-Http-`: Chromium silently drops a binding with a cookie of that name. */
export const deviceCookieName = '__Host-device';

export const deviceCookieOptions = { path: '/', secure: true, httpOnly: true, sameSite: 'strict' } as const;

/** The same as a text: the browser compares it with the attributes of the cookie that it gets. */
export const deviceCookieAttributes = 'Path=/; Secure; HttpOnly; SameSite=Strict';

/** Deletes a useless cookie, so that the browser requests another. */
export const deviceCookieRemoval = `${deviceCookieName}=; Max-Age=0; ${deviceCookieAttributes}`;

/** One for each session in use; it is opened once in its lifetime and not with each request. */
const mostOpened = 10_000;

const contentSchema = z.object({ key: z.string(), endsAt: z.number() });

/** The proved key, by its thumbprint, and the end of the proof. */
export type DeviceCookieContent = z.output<typeof contentSchema>;

interface Opened {
  /** Keys that it was opened with; when they rotate, it must be verified again. */
  readonly keys: AppConfig['encryptionKeys'];
  readonly value: string;
  readonly content: DeviceCookieContent;
}

/**
 * The device cookie is a proof by itself: it is sealed for one session by its handle, which a consent keeps and a new
 * sign-in does not. Reading it costs no round trip.
 */
@Injectable()
export class DeviceCookies {
  readonly #contents: RecordCodec<typeof contentSchema>;

  /** The last of each session, by its handle: a cookie can be spelled in many ways, and must not evict others. */
  readonly #opened = new LRUCache<string, Opened>({ max: mostOpened });

  constructor(
    cipher: RecordCipher,
    private readonly config: AppConfig,
  ) {
    this.#contents = new RecordCodec(contentSchema, cipher.unreported);
  }

  seal(session: Session, content: DeviceCookieContent): string {
    return this.#contents.encodeText(nameOf(session), content);
  }

  /** Undefined for any value that was not created for this session. */
  open(session: Session, value: string): DeviceCookieContent | undefined {
    const known = this.#opened.get(session.id);
    const { encryptionKeys: keys } = this.config;
    if (known?.keys === keys && known.value === value) {
      return known.content;
    }
    const content = recordIn(this.#contents.decodeText(nameOf(session), value));
    if (content !== undefined) {
      this.#opened.set(session.id, { keys, value, content });
    }
    return content;
  }
}

function nameOf({ id }: Session): string {
  return keyName('device', id);
}
