import { request, type Agent } from 'undici';

import { publicAgent, type PublicConnect } from '../outside/index.js';
import { OneClickSender } from './one-click-sender.js';

const connectionsPerHost = 2;

/** RFC 8058 §3.1: no cookies, no authorisation, nothing of the user but the content of the address itself. */
const headers = { 'content-type': 'application/x-www-form-urlencoded', 'user-agent': 'Mozilla/5.0' };
const form = 'List-Unsubscribe=One-Click';

export class HttpsOneClickSender extends OneClickSender {
  readonly #agent: Agent;

  constructor(connect?: PublicConnect) {
    super();
    this.#agent = publicAgent(connectionsPerHost, connect);
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
