import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';

import { Problem } from '../../common/index.js';
import { Lanes } from '../../http/index.js';
import type { LiveSession } from '../../session/index.js';
import { PictureAddresses } from './picture-addresses.js';
import { type Picture, PictureFetcher } from './picture-fetcher.js';

const rememberedMs = 600_000;
const rememberedBytes = 33_554_432;
const largestRememberedBytes = 1_048_576;
const forgottenMs = 60_000;
const lanes = { perLane: 8, total: 64, waitingPerLane: 256, waiting: 2_048, waitMs: 30_000 };

/** Pictures of other servers, cached for a while for each user; one user learns nothing of what another has opened. */
@Injectable()
export class RemotePictures {
  readonly #known = new LRUCache<string, Picture>({
    maxSize: rememberedBytes,
    maxEntrySize: largestRememberedBytes,
    ttl: rememberedMs,
    sizeCalculation: ({ bytes }) => bytes.length + 1,
  });
  /** A failed picture is not requested again at once. */
  readonly #failed = new LRUCache<string, true>({ max: 2_000, ttl: forgottenMs });
  readonly #pending = new Map<string, Promise<Picture | undefined>>();
  readonly #lanes = new Lanes(lanes);

  constructor(
    private readonly addresses: PictureAddresses,
    private readonly fetcher: PictureFetcher,
  ) {}

  /**
   * @throws Problem `not_found` for an address that is not the user's and for a picture that cannot be fetched,
   * `throttled` and `overloaded`
   */
  async get(session: LiveSession, message: string, sealed: string): Promise<Picture> {
    const address = this.addresses.open(session, message, sealed);
    const picture = address === undefined ? undefined : await this.#picture(session.reference.userTag, address);
    if (picture === undefined) {
      throw new Problem('not_found');
    }
    return picture;
  }

  async #picture(user: string, address: string): Promise<Picture | undefined> {
    const key = `${user}\n${address}`;
    const known = this.#known.get(key) ?? this.#pending.get(key);
    if (known !== undefined || this.#failed.has(key)) {
      return known;
    }
    const pending = this.#fetch(user, address);
    this.#pending.set(key, pending);
    try {
      const picture = await pending;
      if (picture === undefined) {
        this.#failed.set(key, true);
      } else {
        this.#known.set(key, picture);
      }
      return picture;
    } finally {
      this.#pending.delete(key);
    }
  }

  /**
   * A message contains dozens of pictures, and over HTTP/2 a browser requests all of them at once: they wait in a
   * queue.
   */
  async #fetch(user: string, address: string): Promise<Picture | undefined> {
    const release = await this.#lanes.acquire(user);
    try {
      return await this.fetcher.fetch(address);
    } finally {
      release();
    }
  }
}
