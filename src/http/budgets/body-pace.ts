import type { FastifyReply, FastifyRequest } from 'fastify';

import { policyOf, Problem } from '../../common/index.js';
import { sendProblem } from '../problem.filter.js';
import type { Step } from '../step.js';
import { leastPace, stillnessMs } from './figures.js';

const everyMs = 1_000;
/** For a response to be sent before its connection is closed. */
const lastWordMs = 500;

interface Watched {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly beganAt: number;
  /** The last time at which bytes had arrived, or at which the service did not read. */
  movedAt: number;
  bytes: number;
  windowAt: number;
  windowBytes: number;
}

/**
 * Closes the connections whose body stalls, is too slow, or takes longer than its route permits, also when it is no
 * longer read because the request was refused. Node has one timeout for all requests; an upload of 150 MB needs half an
 * hour.
 */
export class BodyPace {
  readonly #watched = new Set<Watched>();

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** Checks regularly until the process ends. */
  static start(): BodyPace {
    const pace = new BodyPace();
    setInterval(() => {
      pace.sample();
    }, everyMs).unref();
    return pace;
  }

  get step(): Step {
    return (request, reply, next) => {
      if (hasBody(request)) {
        const now = this.now();
        const bytes = request.socket.bytesRead;
        const at = { beganAt: now, movedAt: now, windowAt: now };
        this.#watched.add({ request, reply, bytes, windowBytes: bytes, ...at });
      }
      next();
    };
  }

  sample(): void {
    const now = this.now();
    for (const watched of this.#watched) {
      const { raw } = watched.request;
      if (raw.complete || raw.socket.destroyed) {
        this.#watched.delete(watched);
      } else if (this.#isTooSlow(watched, now)) {
        this.#watched.delete(watched);
        end(watched);
      }
    }
  }

  #isTooSlow(watched: Watched, now: number): boolean {
    const { raw } = watched.request;
    const bytes = raw.socket.bytesRead;
    const isHeldByUs = raw.readableLength >= raw.readableHighWaterMark;
    if (bytes > watched.bytes || isHeldByUs) {
      watched.movedAt = now;
      watched.bytes = bytes;
    }
    if (isHeldByUs || bytes - watched.windowBytes >= leastPace.bytes) {
      watched.windowAt = now;
      watched.windowBytes = bytes;
    }
    const withinMs = 1_000 * (policyOf(watched.request)?.body.withinSeconds ?? 0);
    return (
      now - watched.movedAt >= stillnessMs ||
      now - watched.windowAt >= leastPace.withinMs ||
      now - watched.beganAt >= Math.max(withinMs, stillnessMs)
    );
  }
}

function hasBody({ headers }: FastifyRequest): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function end({ request, reply }: Watched): void {
  if (!reply.sent && !reply.raw.headersSent) {
    sendProblem(reply, new Problem('request_timeout', { headers: { connection: 'close' } }));
  }
  setTimeout(() => request.raw.socket.destroy(), lastWordMs).unref();
}
