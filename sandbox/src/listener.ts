import { createServer } from 'node:https';
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify';
import type { ServerCertificate } from './certificates/index.js';

const COMMON: FastifyServerOptions = {
  forceCloseConnections: true,
  return503OnClosing: false,
  // Entra's paths are not case-sensitive.
  routerOptions: { caseSensitive: false },
};

/** Next and delta links may be long, and Microsoft's own servers accept them. */
const LINES = { maxHeaderSize: 65_536 };

function createApp(certificate: ServerCertificate | undefined): FastifyInstance {
  if (certificate === undefined) {
    return Fastify({ ...COMMON, http: LINES });
  }
  const { certificatePem: cert, keyPem: key } = certificate;
  return Fastify({ ...COMMON, serverFactory: (handler) => createServer({ cert, key, ...LINES }, handler) });
}

/** Listens on one port, with TLS when it has a certificate. */
export class Listener {
  readonly app: FastifyInstance;

  constructor(certificate?: ServerCertificate) {
    this.app = createApp(certificate);
    this.app.setNotFoundHandler((_request, reply) => {
      void reply.code(404).header('content-type', 'text/html; charset=utf-8').send('');
    });
  }

  /** The bound port; known once it listens. */
  get port(): number {
    const address = this.app.server.address();
    if (address === null || typeof address === 'string') {
      throw new Error('The listener is not up.');
    }
    return address.port;
  }

  async listen(port: number, host: string): Promise<void> {
    await this.app.listen({ port, host });
  }

  async close(): Promise<void> {
    await this.app.close();
  }
}
