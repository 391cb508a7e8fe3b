import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { ResponseRelay } from '../../src/http/index.js';

/** A server that relays a body to each client; the next one for each request. */
export class RelayServer {
  readonly responses: ServerResponse[] = [];
  readonly #server = createServer((_, response) => {
    this.responses.push(response);
    this.bodies.shift()?.relayTo(response);
  });

  private constructor(readonly bodies: ResponseRelay[]) {}

  static async start(...bodies: ResponseRelay[]): Promise<RelayServer> {
    const server = new RelayServer(bodies);
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

/** The part of a body that a client receives. */
export async function textOf(body: ResponseRelay): Promise<string> {
  const server = await RelayServer.start(body);
  try {
    return await (await fetch(server.origin)).text();
  } finally {
    await server.close();
  }
}
