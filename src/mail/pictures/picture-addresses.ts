import { Injectable } from '@nestjs/common';

import { hashTag, keyName, RecordCipher } from '../../redis/index.js';
import type { LiveSession } from '../../session/index.js';

/** Longer ones do not fit into a request. */
const longestAddress = 4_000;

/** A name with its extension; a longer path is not searched for one. */
const longestName = 48;

/**
 * The addresses under which the service relays pictures of other servers. Each is sealed for one user and one message,
 * so that nobody can make the service fetch an address that no message of theirs contains.
 */
@Injectable()
export class PictureAddresses {
  constructor(private readonly cipher: RecordCipher) {}

  seal(session: LiveSession, message: string, address: string): string {
    if (address.length > longestAddress) {
      return '/api/mail/pictures?address=';
    }
    const sealed = this.cipher.seal(nameOf(session, message), address).toString('base64url');
    const [name = ''] =
      /[\w-]{1,40}\.(?:png|jpe?g|gif|webp|ico|bmp|avif)$/i.exec(new URL(address).pathname.slice(-longestName)) ?? [];
    const file = name === '' ? '' : `&name=${name}`;
    return `/api/mail/pictures?message=${encodeURIComponent(message)}&address=${sealed}${file}`;
  }

  /** The sealed address; undefined when it was sealed for another user, for another message, or not by us. */
  open(session: LiveSession, message: string, sealed: string): string | undefined {
    return this.cipher.tryOpen(nameOf(session, message), Buffer.from(sealed, 'base64url'))?.toString();
  }
}

function nameOf({ reference }: LiveSession, message: string): string {
  return keyName('mail', 'picture', hashTag(reference.userTag), message);
}
