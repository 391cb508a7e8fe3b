import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';

import { AppConfig } from '../../config/index.js';
import { keyName, RecordCipher, RecordCodec, recordIn } from '../../redis/index.js';
import type { Session } from '../session.js';

/** Not `__Host-Http-`: Chromium drops a binding with a cookie of that name, and says so to nobody. */
export const deviceCookieName = '__Host-device';

export const deviceCookieOptions = { path: '/', secure: true, httpOnly: true, sameSite: 'strict' } as const;

/** The same in words: the browser compares them with those of the cookie that it gets. */
export const deviceCookieAttributes = 'Path=/; Secure; HttpOnly; SameSite=Strict';

/** Takes a cookie away that is of no use, so that the browser sees that it needs another. */
export const deviceCookieRemoval = `${deviceCookieName}=; Max-Age=0; ${deviceCookieAttributes}`;

/** One for each session in use; it is opened once in its time and not with each request. */
const mostOpened = 10_000;

const contentSchema = z.object({ key: z.string(), endsAt: z.number() });

/** Which key was proved, by its thumbprint, and until when that is good. */
export type DeviceCookieContent = z.output<typeof contentSchema>;

interface Opened {
  /** Keys that it was opened with; when they rotate, it must prove itself again. */
  readonly keys: AppConfig['encryptionKeys'];
  readonly value: string;
  readonly content: DeviceCookieContent;
}

/**
 * The device cookie is a proof by itself: sealed for one session by its handle, which a consent keeps and a new sign-in does not.
 * Looking at it costs no round trip.
 */
@Injectable()
export class DeviceCookies {
  readonly #contents: RecordCodec<typeof contentSchema>;

  /** The last of each session, by its handle: a cookie can be spelled in many ways, and must not take the place of others. */
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

  /** Undefined for anything that was not made for this session. */
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
