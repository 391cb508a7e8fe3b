import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import { policyOf, type Metrics } from '../../common/index.js';
import type { RequestSessions } from '../../session/index.js';
import { writeProblem } from '../problem.filter.js';
import { unreadAnswers } from './figures.js';
import { onceAnswered } from './once-answered.js';
import { overBudget, Shares, type Holder } from './shares.js';

/**
 * Counts the large responses that are ready and not yet read: a client that requests hundreds of messages of 5 MB and
 * reads none of them would keep all of them in our memory. Over budget, 429 or 503 replaces the response. Only the
 * response to a read is replaced: it can be requested again. A reader that reads nothing for too long, or more slowly
 * than any connection is, is disconnected.
 *
 * Relayed bodies and event streams are written at their reader's pace and are not counted here. A hook of Fastify,
 * because Nest's interceptors don't see the bytes.
 */
export class UnreadAnswers {
  readonly #shares = new Shares();

  constructor(
    private readonly sessions: Pick<RequestSessions, 'find'>,
    private readonly metrics: Pick<Metrics, 'count'>,
    private readonly limits: Pick<typeof unreadAnswers, 'stillnessMs' | 'graceMs' | 'bytesPerSecond'> = unreadAnswers,
  ) {}

  get unreadBytes(): number {
    return this.#shares.heldBy(everybody.name);
  }

  /** Must come after what changes the length of a response. */
  watch(fastify: FastifyInstance): void {
    fastify.addHook('onSend', (request, reply, payload, next) => {
      const bytes = lengthOf(payload);
      if (bytes < unreadAnswers.freeBytes) {
        next(null, payload);
      } else {
        this.#admit(request, reply, payload, bytes).then((admitted) => {
          next(null, admitted);
        }, next);
      }
    });
  }

  async #admit(request: FastifyRequest, reply: FastifyReply, payload: unknown, bytes: number): Promise<unknown> {
    const taking = this.#shares.tryAcquire(await this.#holders(request), bytes);
    if ('release' in taking) {
      const slowest = setTimeout(() => request.socket.destroy(), this.#longestMs(bytes)).unref();
      onceAnswered(request, reply, () => {
        clearTimeout(slowest);
        taking.release();
      });
      // Node treats a write that makes progress as activity (`Socket._onTimeout`), and resets the timeout for the next
      // request.
      reply.raw.setTimeout(this.limits.stillnessMs, () => request.socket.destroy());
      return payload;
    }
    if (!['GET', 'HEAD'].includes(request.method)) {
      return payload;
    }
    this.metrics.count('bff_budget_refusals_total', { budget: 'answers', holder: taking.exhausted.kind });
    return refusalOf(reply, taking.exhausted);
  }

  #longestMs(bytes: number): number {
    return this.limits.graceMs + (1000 * bytes) / this.limits.bytesPerSecond;
  }

  async #holders(request: FastifyRequest): Promise<readonly Holder[]> {
    const session =
      policyOf(request)?.access === 'session' ? await this.sessions.find(request).catch(() => undefined) : undefined;
    return session === undefined
      ? [everybody]
      : [{ name: `user ${session.reference.userTag}`, kind: 'user', most: unreadAnswers.user }, everybody];
  }
}

const everybody: Holder = { name: 'all', kind: 'process', most: unreadAnswers.process };

function lengthOf(payload: unknown): number {
  return typeof payload === 'string' || Buffer.isBuffer(payload) ? payload.length : 0;
}

/** The existing headers of the response do not match the problem. */
function refusalOf(reply: FastifyReply, holder: Holder): string {
  const body = writeProblem(reply.removeHeader('content-encoding').removeHeader('etag'), overBudget(holder));
  void reply.header('content-length', Buffer.byteLength(body));
  return body;
}
