import { mayBeAskedByHttps } from '../../common/index.js';
import type { PictureSource } from './picture-source.js';
import { pictureType } from './picture-types.js';

export interface Picture {
  readonly type: string;
  readonly bytes: Buffer;
}

const mostRedirects = 3;
const redirects = new Set([301, 302, 303, 307, 308]);
export const largestPictureBytes = 5_242_880;
const wholeMs = 15_000;

/**
 * Fetches a picture of a message, anonymously: over https, from the public internet, bounded in time, size and
 * redirects. Undefined for everything else, and for every failure: a message is readable without it.
 */
export class PictureFetcher {
  constructor(private readonly source: PictureSource) {}

  async fetch(address: string): Promise<Picture | undefined> {
    const signal = AbortSignal.timeout(wholeMs);
    try {
      let url = new URL(address);
      for (let hop = 0; hop <= mostRedirects; hop += 1) {
        if (!mayBeAskedByHttps(url)) {
          return undefined;
        }
        const answer = await this.source.get(url, signal);
        const next = redirects.has(answer.status) ? answer.location : undefined;
        if (next === undefined) {
          return answer.status === 200 ? pictureOf(await answer.bytes(largestPictureBytes)) : undefined;
        }
        answer.cancel();
        url = new URL(next, url);
      }
      return undefined;
    } catch {
      return undefined;
    }
  }
}

function pictureOf(bytes: Buffer | undefined): Picture | undefined {
  const type = bytes === undefined ? undefined : pictureType(bytes);
  return bytes === undefined || type === undefined ? undefined : { type, bytes };
}
