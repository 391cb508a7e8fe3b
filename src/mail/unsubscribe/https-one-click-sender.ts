import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';

import { Agent, request } from 'undici';

import { publicLookup } from '../../common/index.js';
import { OneClickSender } from './one-click-sender.js';

const connectMs = 4_000;
const silenceMs = 8_000;

/** RFC 8058 §3.1: no cookies, no authorisation, nothing of the user but what the address itself says. */
const headers = { 'content-type': 'application/x-www-form-urlencoded', 'user-agent': 'Mozilla/5.0' };
const form = 'List-Unsubscribe=One-Click';

/** Asks by https, and looks names up itself: what is connected to is what was looked at. */
export class HttpsOneClickSender extends OneClickSender {
  readonly #agent: Agent;

  /** Tests have an authority of their own, and say where a name leads. */
  constructor(connect: { readonly lookup: LookupFunction; readonly ca?: string } = { lookup: publicLookup(lookup) }) {
    super();
    this.#agent = new Agent({
      connect: { ...connect, timeout: connectMs },
      connections: 2,
      headersTimeout: silenceMs,
      bodyTimeout: silenceMs,
      maxHeaderSize: 16_384,
    });
  }

  async post(url: URL, signal: AbortSignal): Promise<number> {
    const { statusCode, body } = await request(url, {
      dispatcher: this.#agent,
      method: 'POST',
      headers,
      body: form,
      signal,
    });
    body.on('error', () => undefined).destroy();
    return statusCode;
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }
}
