import {
  Agent,
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { setInterval } from 'node:timers';

const probeEveryMs = 100;

interface Target {
  readonly port: number;
  readonly agent: Agent;
  isReady: boolean;
}

/**
 * A reverse proxy without stickiness that behaves as usual: it polls readiness, keeps connections alive, and sends a
 * request to another replica when this one cannot have begun it, or when it may be repeated (RFC 9110 §9.2.2).
 */
export class Balancer {
  readonly #server: Server;
  readonly #targets: readonly Target[];
  readonly #probes: NodeJS.Timeout;
  #turn = 0;

  private constructor(ports: readonly number[]) {
    this.#targets = ports.map((port) => ({ port, agent: new Agent({ keepAlive: true }), isReady: true }));
    this.#server = createServer((request, response) => {
      void this.#forward(request, response);
    });
    this.#probes = setInterval(() => {
      this.#targets.forEach((target) => void probe(target));
    }, probeEveryMs);
  }

  static async start(port: number, replicaPorts: readonly number[]): Promise<Balancer> {
    const balancer = new Balancer(replicaPorts);
    await new Promise<void>((resolve) => balancer.#server.listen(port, '127.0.0.1', resolve));
    return balancer;
  }

  close(): void {
    clearInterval(this.#probes);
    this.#server.close();
    this.#server.closeAllConnections();
    this.#targets.forEach(({ agent }) => {
      agent.destroy();
    });
  }

  async #forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = Buffer.concat(await request.toArray());
    for (const target of this.#inTurn()) {
      const outcome = await send(target, request, body, response);
      if (outcome === 'done') {
        return;
      }
    }
    response.writeHead(502).end();
  }

  /** Those that are ready, in turn; then the others, as a last resort. */
  #inTurn(): Target[] {
    this.#turn += 1;
    const turned = this.#targets.map((_, each) => this.#targets[(this.#turn + each) % this.#targets.length]);
    const known = turned.filter((target) => target !== undefined);
    return [...known.filter(({ isReady }) => isReady), ...known.filter(({ isReady }) => !isReady)];
  }
}

async function probe(target: Target): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${target.port}/health/ready`).catch(() => undefined);
  target.isReady = answer?.ok === true;
}

function send(
  { port, agent }: Target,
  from: IncomingMessage,
  body: Buffer,
  to: ServerResponse,
): Promise<'done' | 'elsewhere'> {
  return new Promise((resolve) => {
    const upstream = httpRequest(
      { port, agent, host: '127.0.0.1', method: from.method, path: from.url, headers: from.headers },
      (answer) => {
        const { connection: _connection, ...headers } = answer.headers;
        to.writeHead(answer.statusCode ?? 502, headers);
        answer.pipe(to);
        answer.once('close', () => {
          if (!answer.complete) {
            to.destroy();
          }
          resolve('done');
        });
      },
    );
    upstream.once('error', (error: NodeJS.ErrnoException) => {
      const mayRepeat = error.code === 'ECONNREFUSED' || (upstream.reusedSocket && from.method === 'GET');
      if (mayRepeat && !to.headersSent) {
        resolve('elsewhere');
        return;
      }
      to.destroy();
      resolve('done');
    });
    upstream.end(body);
  });
}
