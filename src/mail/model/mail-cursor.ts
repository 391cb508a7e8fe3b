import { Injectable } from '@nestjs/common';

import { LRUCache } from 'lru-cache';

import { fingerprint, Problem } from '../../common/index.js';
import { hashTag, keyName, RecordCipher } from '../../redis/index.js';
import type { LiveSession } from '../../session/index.js';
import { GraphAddress, GraphProblem } from '../../graph/index.js';
import { LongCursors } from './long-cursors.js';
import { isOwnMailbox } from './own-mailbox.js';

const rememberedUsers = 20_000;
const rememberedLinks = 1_000;
/**
 * With a search and the cookies it fits into the 8 KB that proxies permit for a request line, and into Node's 16 KB.
 */
const longestCursor = 4_096;

/** Everything of a query that its pages share; the cursor is valid for the same query only. */
export type CursorScope = Readonly<Record<string, string | number | boolean | undefined>>;

/** The last cursor of a user. */
interface Sealed {
  readonly link: string;
  readonly scope: string;
  /** A cursor that a removed key has sealed does not open. */
  readonly keyId: string;
  readonly cursor: string;
}

/** A link of Graph, stored once for all users who get the same, and its path. */
interface KnownLink {
  readonly link: string;
  readonly path: string;
}

/**
 * The continuation of a list: the path of Graph's own link, sealed for one user and one query. So a browser can neither
 * read it nor change its address.
 */
@Injectable()
export class MailCursor {
  /** By user: a list that is read again leads to the same next page; its cursor need not be encrypted again. */
  readonly #sealed = new LRUCache<string, Sealed>({ max: rememberedUsers });
  readonly #links = new LRUCache<string, KnownLink>({ max: rememberedLinks });

  constructor(
    private readonly cipher: RecordCipher,
    private readonly address: GraphAddress,
    private readonly long: LongCursors,
  ) {}

  /** @throws GraphProblem `graph_error` for a link that leads out of Graph, or is too long for every client. */
  async seal(session: LiveSession, scope: CursorScope, link: string): Promise<string> {
    const { userTag } = session.reference;
    const { currentKeyId: keyId } = this.cipher;
    const query = JSON.stringify(scope);
    const last = this.#sealed.get(userTag);
    if (last?.link === link && last.scope === query && last.keyId === keyId) {
      return last.cursor;
    }
    const known = this.#known(session, link);
    const name = nameOf(session, scope);
    const sealed = this.cipher.seal(name, known.path);
    const cursor = sealed.toString('base64url');
    if (cursor.length > longestCursor) {
      return this.long.save(session, { sealed, name, path: known.path });
    }
    this.#sealed.set(userTag, { link: known.link, scope: query, keyId, cursor });
    return cursor;
  }

  /**
   * The path of a link in Graph's response.
   * @throws GraphProblem `graph_error` for one that leads out of Graph, or into another mailbox.
   */
  follow(session: LiveSession, link: string): string {
    return this.#known(session, link).path;
  }

  #known(session: LiveSession, link: string): KnownLink {
    let known = this.#links.get(link);
    if (known === undefined) {
      const path = this.address.relative(link);
      known = path === undefined ? undefined : { link, path };
      if (known !== undefined) {
        this.#links.set(link, known);
      }
    }
    if (known === undefined || !isOwnMailbox(session, known.path)) {
      throw new GraphProblem('graph_error', { cause: new RangeError('a page link leads out of the mailbox') });
    }
    return known;
  }

  /**
   * The path to call. A long cursor that is no longer stored is refused as `gone` says.
   * @throws Problem `invalid_cursor`, `resync_required`
   */
  async open(
    session: LiveSession,
    scope: CursorScope,
    cursor: string,
    gone: 'invalid_cursor' | 'resync_required' = 'invalid_cursor',
  ): Promise<string> {
    const stored = await this.long.find(session, cursor);
    if (stored === null) {
      throw new Problem(gone);
    }
    const path = this.cipher.tryOpen(nameOf(session, scope), stored ?? Buffer.from(cursor, 'base64url'))?.toString();
    if (path === undefined || !this.#isBelowGraph(path) || !isOwnMailbox(session, path)) {
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

function nameOf({ reference }: LiveSession, scope: CursorScope): string {
  const members = Object.entries(scope).filter(([, value]) => value !== undefined);
  const query = JSON.stringify(members.sort(([one], [other]) => (one < other ? -1 : 1)));
  return keyName('mail', 'cursor', hashTag(reference.userTag), fingerprint(query));
}
