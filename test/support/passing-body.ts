import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { PassingBody } from '../../src/graph/passing-body.js';

/** A server that passes a body on to whoever connects; the next one for each request. */
export class PassingServer {
  readonly responses: ServerResponse[] = [];
  readonly #server = createServer((_, response) => {
    this.responses.push(response);
    this.bodies.shift()?.passTo(response);
  });

  private constructor(readonly bodies: PassingBody[]) {}

  static async start(...bodies: PassingBody[]): Promise<PassingServer> {
    const server = new PassingServer(bodies);
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

/** What a client gets of a body. */
export async function textOf(body: PassingBody): Promise<string> {
  const server = await PassingServer.start(body);
  try {
    return await (await fetch(server.origin)).text();
  } finally {
    await server.close();
  }
}
