import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Responds to one request; without a response the connection stays open. */
export type Script = (response: ServerResponse, request: IncomingMessage) => void | Promise<void>;

/** A scripted Graph, one script per request, which fails the test when there are more requests. */
export class ScriptedGraph {
  readonly seen: SeenRequest[] = [];
  readonly scripts: Script[] = [];
  mostAtOnce = 0;
  #atOnce = 0;
  readonly #server = createServer((request, response) => void this.#answer(request, response));

  private constructor() {
    this.#server.keepAliveTimeout = 60_000;
  }

  static async start(): Promise<ScriptedGraph> {
    const graph = new ScriptedGraph();
    graph.#server.listen(0, '127.0.0.1');
    await once(graph.#server, 'listening');
    return graph;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  next(...scripts: readonly Script[]): void {
    this.scripts.push(...scripts);
  }

  reset(): void {
    this.seen.length = 0;
    this.scripts.length = 0;
    this.mostAtOnce = 0;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.mostAtOnce = Math.max(this.mostAtOnce, ++this.#atOnce);
    response.once('close', () => this.#atOnce--);
    const body = await textOf(request);
    this.seen.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body });
    const script = this.scripts.shift() ?? answer(599, { error: { code: 'NotScripted' } });
    await script(response, request);
  }
}

export function answer(status: number, body?: object | string, headers: Record<string, string> = {}): Script {
  return (response) => {
    const text = typeof body === 'object' ? JSON.stringify(body) : (body ?? '');
    response.writeHead(status, { 'content-type': 'application/json', 'request-id': 'graph-request', ...headers });
    response.end(text);
  };
}

export const cut: Script = (response) => {
  response.destroy();
};

export const silence: Script = () => undefined;

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      chunks.push(chunk);
    }
  } catch {
    // The client has disconnected; its request counts.
  }
  return Buffer.concat(chunks).toString();
}
