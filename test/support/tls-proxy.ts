import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';

import type { ServerCertificate } from '../../sandbox/src/certificates/index.js';

/** Terminates TLS in front of a service with http, as an operator's proxy does; streams are relayed as they arrive. */
export class TlsProxy {
  readonly #server: Server;
  /** `METHOD path status` of every response, the oldest first. */
  readonly log: string[] = [];

  private constructor(
    { certificatePem, keyPem }: ServerCertificate,
    private readonly targetPort: number,
  ) {
    this.#server = createServer({ cert: certificatePem, key: keyPem }, (request, response) => {
      this.#forward(request, response);
    });
  }

  static async start(certificate: ServerCertificate, port: number, targetPort: number): Promise<TlsProxy> {
    const front = new TlsProxy(certificate, targetPort);
    await new Promise<void>((resolve) => front.#server.listen(port, '127.0.0.1', resolve));
    return front;
  }

  /** The number of responses so far for that path, with that status. */
  count(path: string, status: number): number {
    return this.log.filter((line) => line.includes(` ${path} `) && line.endsWith(` ${status}`)).length;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  #forward(request: IncomingMessage, response: ServerResponse): void {
    const { method, url, headers } = request;
    const upstream = httpRequest({ port: this.targetPort, host: '127.0.0.1', method, path: url, headers }, (answer) => {
      this.log.push(`${method ?? ''} ${url ?? ''} ${answer.statusCode ?? 0}`);
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
      answer.once('close', () => {
        if (!answer.complete) {
          response.destroy();
        }
      });
    });
    upstream.once('error', () => response.destroy());
    response.once('close', () => upstream.destroy());
    request.pipe(upstream);
  }
}
