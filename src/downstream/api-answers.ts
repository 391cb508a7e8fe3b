import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

import { Problem } from '../common/index.js';
import type { ApiConfig } from '../config/index.js';
import { startRawResponse } from '../http/index.js';
import { SessionWatch, type LiveSession } from '../session/index.js';
import { locationBelow } from './api-path.js';
import { isEventStream, type ApiAnswer } from './api-transport.js';
import { headersForReader, singleHeader } from './passed-headers.js';

/** A response with its request path at the target. */
export interface AskedAnswer extends ApiAnswer {
  readonly asked: string;
}

/** States the address of something else, if it has a `Location`. */
function hasLocation(status: number): boolean {
  return status === 201 || status === 202 || (status >= 300 && status < 400);
}
const notModified = 304;

/** The handling of an API's response. */
@Injectable()
export class ApiAnswers {
  constructor(private readonly watch: SessionWatch) {}

  /**
   * Relays it, its body as it arrives.
   * @throws Problem `api_error` for responses that are not relayed: its 5xx, and redirects that lead out of the target
   */
  relay(api: ApiConfig, session: LiveSession, answer: AskedAnswer, reply: FastifyReply): void {
    const headers = passedHeaders(api, answer);
    const { raw } = reply;
    startRawResponse(reply, headers, answer.status);
    const isOfEvents = isEventStream(answer.headers);
    if (isOfEvents || api.timeoutSeconds === 0) {
      const stopWatching = this.watch.watch(session, {
        // A download that has begun ends with the session only.
        outlivesProof: !isOfEvents,
        ended: (reason) => {
          if (isOfEvents) {
            raw.end();
          } else if (reason === 'stopping') {
            // Anything else may be finished before the process ends.
            return;
          }
          answer.relay.cancel();
        },
      });
      answer.relay.onClose(stopWatching);
    }
    answer.relay.relayTo(raw);
  }
}

function passedHeaders(api: ApiConfig, answer: AskedAnswer): Record<string, string> {
  const { status, headers, relay, asked } = answer;
  if (status >= 500) {
    relay.cancel();
    throw new Problem('api_error', { cause: new Error(`the API ${api.name} answered ${status}`) });
  }
  const location = hasLocation(status) ? singleHeader(headers.location) : undefined;
  const below = location === undefined ? undefined : locationBelow(api, location, asked);
  if (status >= 300 && status < 400 && status !== notModified && below === undefined) {
    relay.cancel();
    throw new Problem('api_error', { cause: new Error(`the API ${api.name} redirects out of its target`) });
  }
  return {
    ...headersForReader(api, answer),
    ...(below === undefined ? {} : { location: below }),
    ...(isEventStream(headers) ? { 'x-accel-buffering': 'no' } : {}),
  };
}
