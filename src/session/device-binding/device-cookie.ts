import { Injectable } from '@nestjs/common';
import { z } from 'zod';

import { keyName, RecordCipher, RecordCodec, recordIn } from '../../redis/index.js';
import type { Session } from '../session.js';

/** Not `__Host-Http-`: Chromium drops a binding with a cookie of that name, and says so to nobody. */
export const deviceCookieName = '__Host-device';

export const deviceCookieOptions = { path: '/', secure: true, httpOnly: true, sameSite: 'strict' } as const;

/** The same in words: the browser compares them with those of the cookie that it gets. */
export const deviceCookieAttributes = 'Path=/; Secure; HttpOnly; SameSite=Strict';

/** Takes a cookie away that is of no use, so that the browser sees that it needs another. */
export const deviceCookieRemoval = `${deviceCookieName}=; Max-Age=0; ${deviceCookieAttributes}`;

const contentSchema = z.object({ key: z.string(), endsAt: z.number() });

/** Which key was proved, by its thumbprint, and until when that is good. */
export type DeviceCookieContent = z.output<typeof contentSchema>;

/**
 * The device cookie is a proof by itself: sealed for one session by its handle, which a consent keeps and a new sign-in does not.
 * Looking at it costs no round trip.
 */
@Injectable()
export class DeviceCookies {
  readonly #contents: RecordCodec<typeof contentSchema>;

  constructor(cipher: RecordCipher) {
    this.#contents = new RecordCodec(contentSchema, cipher.unreported);
  }

  seal(session: Session, content: DeviceCookieContent): string {
    return this.#contents.encodeText(nameOf(session), content);
  }

  /** Undefined for anything that was not made for this session. */
  open(session: Session, value: string): DeviceCookieContent | undefined {
    return recordIn(this.#contents.decodeText(nameOf(session), value));
  }
}

function nameOf({ id }: Session): string {
  return keyName('device', id);
}
