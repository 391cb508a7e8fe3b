import { Injectable } from '@nestjs/common';

import { LRUCache } from 'lru-cache';

import { fingerprint, Problem } from '../../common/index.js';
import { hashTag, keyName, RecordCipher } from '../../redis/index.js';
import type { LiveSession } from '../../session/index.js';
import { GraphAddress, GraphProblem } from '../../graph/index.js';

const rememberedCursors = 5_000;

/** Everything of a query that its pages share; the cursor is good for the same one only. */
export type CursorScope = Readonly<Record<string, string | number | boolean | undefined>>;

/**
 * Where a list goes on: the path of Graph's own link, sealed for one user and one query, so that a browser can neither
 * read it nor turn it to another address.
 */
@Injectable()
export class MailCursor {
  /** A list that is looked at again leads to the same next page; its cursor need not be encrypted again. */
  readonly #sealed = new LRUCache<string, string>({ max: rememberedCursors });

  constructor(
    private readonly cipher: RecordCipher,
    private readonly address: GraphAddress,
  ) {}

  /** @throws GraphProblem `graph_error` for a link that leads out of Graph. */
  seal(session: LiveSession, scope: CursorScope, link: string): string {
    // Of the key too: what a removed one has sealed opens no more.
    const key = JSON.stringify([this.cipher.currentKeyId, session.reference.userTag, link, scope]);
    const known = this.#sealed.get(key);
    if (known !== undefined) {
      return known;
    }
    const cursor = this.cipher.seal(nameOf(session, scope), this.follow(session, link)).toString('base64url');
    this.#sealed.set(key, cursor);
    return cursor;
  }

  /**
   * The path of a link in Graph's answer.
   * @throws GraphProblem `graph_error` for one that leads out of Graph, or into another mailbox.
   */
  follow(session: LiveSession, link: string): string {
    const path = this.address.relative(link);
    if (path === undefined || !isOwn(session, path)) {
      throw new GraphProblem('graph_error', { cause: new RangeError('a page link leads out of the mailbox') });
    }
    return path;
  }

  /**
   * The path to call.
   * @throws Problem `invalid_cursor`
   */
  open(session: LiveSession, scope: CursorScope, cursor: string): string {
    const path = this.cipher.tryOpen(nameOf(session, scope), Buffer.from(cursor, 'base64url'))?.toString();
    if (path === undefined || !this.#isBelowGraph(path) || !isOwn(session, path)) {
      throw new Problem('invalid_cursor');
    }
    return path;
  }

  #isBelowGraph(path: string): boolean {
    try {
      return this.address.relative(this.address.origin + this.address.resolve(path)) === path;
    } catch (error) {
      if (error instanceof RangeError) {
        return false;
      }
      throw error;
    }
  }
}

/** Graph names the mailbox `me`, or the user by id or by name; a personal account's id is the end of its object id. */
function isOwn({ user }: LiveSession, path: string): boolean {
  if (/^\/me(?:\/|\?|$)/i.test(path)) {
    return true;
  }
  const owner = /^\/users(?:\/([^/?(]+)|\('([^'/?]+)'\))(?:\/|\?|$)/i.exec(path);
  const name = owner?.[1] ?? owner?.[2];
  const [objectId = ''] = user.id.split('.');
  const ownNames = [objectId, objectId.replaceAll('-', '').replace(/^0+/, ''), user.username];
  return name !== undefined && ownNames.some((own) => own !== '' && isSameName(name, own));
}

function isSameName(encoded: string, own: string): boolean {
  try {
    return decodeURIComponent(encoded).toLowerCase() === own.toLowerCase();
  } catch {
    return false;
  }
}

function nameOf({ reference }: LiveSession, scope: CursorScope): string {
  const members = Object.entries(scope).filter(([, value]) => value !== undefined);
  const query = JSON.stringify(members.sort(([one], [other]) => (one < other ? -1 : 1)));
  return keyName('mail', 'cursor', hashTag(reference.userTag), fingerprint(query));
}
