import { lookup as systemLookup } from 'node:dns';

import { Agent, type Dispatcher, request } from 'undici';

import { publicLookup } from '../../common/index.js';
import type { PictureAnswer } from './picture-source.js';
import { PictureSource } from './picture-source.js';

const connectMs = 4_000;
const silenceMs = 8_000;
const connectionsPerHost = 4;

/** Says nothing of who asks: neither cookies nor a referrer, nor which browser. */
const headers = {
  accept: 'image/avif,image/webp,image/png,image/jpeg,image/gif,image/*;q=0.8',
  'user-agent': 'Mozilla/5.0',
};

/** Asks by https, and looks names up itself: what is connected to is what was looked at. */
export class HttpsPictureSource extends PictureSource {
  readonly #agent = new Agent({
    connect: { lookup: publicLookup(systemLookup), timeout: connectMs },
    connections: connectionsPerHost,
    headersTimeout: silenceMs,
    bodyTimeout: silenceMs,
    maxHeaderSize: 16_384,
  });

  async get(url: URL, signal: AbortSignal): Promise<PictureAnswer> {
    const { statusCode, headers: answered, body } = await request(url, { dispatcher: this.#agent, headers, signal });
    const { location } = answered;
    return {
      status: statusCode,
      location: Array.isArray(location) ? location[0] : location,
      bytes: (most) => bytesOf(body, most, Number(answered['content-length'] ?? 0)),
      cancel: () => {
        body.destroy();
        body.on('error', () => undefined);
      },
    };
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }
}

async function bytesOf(
  body: Dispatcher.ResponseData['body'],
  most: number,
  announced: number,
): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  let length = announced > most ? announced : 0;
  if (length === 0) {
    for await (const part of body) {
      const bytes = Buffer.from(part as Uint8Array);
      length += bytes.length;
      if (length > most) {
        break;
      }
      parts.push(bytes);
    }
  }
  if (length > most) {
    body.on('error', () => undefined);
    body.destroy();
    return undefined;
  }
  return Buffer.concat(parts);
}
