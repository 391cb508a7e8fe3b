import { setTimeout as pause } from 'node:timers/promises';

import { z } from 'zod';

import { Problem } from '../../common/index.js';
import {
  GraphProblem,
  errorCodeOf,
  refusalOfAnswer,
  refusalOfFailure,
  type Refusal,
  isSuccess,
  parsedJson,
  type BufferedResponse,
  type GraphTransport,
  type TransportRequest,
} from '../../graph/index.js';
import { TransportFailure } from '../../http/index.js';

/** Ranges are multiples of 320 KiB and at most 4 MB. */
export const rangeBytes = 12 * 327_680;
const attempts = 5;
const firstPauseMs = 250;
const longestPauseMs = 10_000;

const stateSchema = z.object({ nextExpectedRanges: z.array(z.string()) });

/** The outcome of a range. */
export type Delivery =
  | { readonly kind: 'more' }
  /** `location` names the attachment; without it the file may be complete, and the caller must search for it. */
  | { readonly kind: 'complete'; readonly location: string | undefined }
  /**
   * The response to the last range was missing or a refusal; its bytes may have arrived, so the caller must search for
   * the file.
   */
  | { readonly kind: 'doubtful'; readonly problem: Problem };

type Progress =
  | Exclude<Delivery, { kind: 'doubtful' }>
  | { readonly kind: 'stored'; readonly next: number }
  /** Refused now; the bytes `mayHaveArrived` when there was no response, or one of a failed service. */
  | { readonly kind: 'later'; readonly problem: Problem; readonly pauseMs: number; readonly mayHaveArrived: boolean }
  /** The range does not begin at the position of the service. */
  | { readonly kind: 'out_of_order' }
  /** The service doesn't report its position. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'gone' };

/**
 * The upload of a large file into the mailbox: an address of its own that accepts ranges in order. It is
 * pre-authorised, so no token is sent there. A failed range is sent again from the position that the service reports.
 */
export class UploadSession {
  constructor(
    private readonly transport: GraphTransport,
    private readonly url: URL,
    private readonly totalBytes: number,
    private readonly now: () => number,
  ) {}

  /** @throws GraphProblem when the range is permanently refused, or is not the last one and cannot be delivered. */
  async deliver(bytes: Buffer, start: number): Promise<Delivery> {
    const end = start + bytes.length;
    let from = start;
    let wasUnclear = false;
    let problem: Problem = new GraphProblem('graph_error');
    for (let attempt = 0; attempt < attempts; attempt++) {
      const progress = await this.#put(bytes.subarray(from - start), from);
      switch (progress.kind) {
        case 'complete':
          return progress;
        case 'more':
          // A success without a missing range; after the last range the caller must search for the file.
          return end === this.totalBytes ? { kind: 'complete', location: undefined } : progress;
        case 'gone':
          // After an attempt without a response, the file may exist: the caller searches for it.
          if (end === this.totalBytes && wasUnclear) {
            return { kind: 'complete', location: undefined };
          }
          // A session that was just created may not be known everywhere yet.
          if (start > 0 || attempt > 0) {
            throw new GraphProblem('graph_error', { cause: new Error('the upload session has ended') });
          }
          problem = new GraphProblem('graph_error', { cause: new Error('the upload session is not known') });
          await pause(firstPauseMs);
          break;
        case 'unknown':
          // Refused as out of order, without a position. After an attempt without a response, that range has arrived;
          // otherwise the position is unknown.
          if (!wasUnclear) {
            throw new GraphProblem('graph_error', { cause: new Error('the upload session takes another range') });
          }
          return end === this.totalBytes ? { kind: 'complete', location: undefined } : { kind: 'more' };
        case 'later':
          wasUnclear ||= progress.mayHaveArrived;
          ({ problem } = progress);
          await pause(Math.max(progress.pauseMs, firstPauseMs * 2 ** attempt));
          break;
        case 'stored':
          if (progress.next >= end) {
            return end === this.totalBytes ? { kind: 'complete', location: undefined } : { kind: 'more' };
          }
          if (progress.next < start) {
            throw new GraphProblem('graph_error', { cause: new Error('the upload session went back') });
          }
          from = progress.next;
      }
    }
    if (wasUnclear && end === this.totalBytes) {
      return { kind: 'doubtful', problem };
    }
    throw problem;
  }

  /** Cancels the session; it would expire by itself, only later. */
  async cancel(): Promise<void> {
    await this.transport.upload(this.url, { method: 'DELETE', headers: {} }).catch(() => undefined);
  }

  /** A range that had arrived already is refused; then the service is asked for its position. */
  async #put(bytes: Buffer, from: number): Promise<Exclude<Progress, { kind: 'out_of_order' }>> {
    const headers = {
      'content-type': 'application/octet-stream',
      'content-range': `bytes ${from}-${from + bytes.length - 1}/${this.totalBytes}`,
    };
    const progress = await this.#call({ method: 'PUT', headers, body: bytes });
    if (progress.kind !== 'out_of_order') {
      return progress;
    }
    const state = await this.#state();
    if (state.kind === 'stored' || state.kind === 'gone' || state.kind === 'later') {
      return state;
    }
    return { kind: 'unknown' };
  }

  /** OneDrive's upload URLs report their position; Outlook's may refuse to. */
  async #state(): Promise<Progress> {
    try {
      return await this.#call({ method: 'GET', headers: {} });
    } catch (error) {
      if (error instanceof Problem) {
        return { kind: 'unknown' };
      }
      throw error;
    }
  }

  async #call(request: Omit<TransportRequest, 'path'>): Promise<Progress> {
    try {
      return this.#read(await this.transport.upload(this.url, request));
    } catch (error) {
      if (error instanceof TransportFailure) {
        return later(refusalOfFailure(error), error.isOutcomeUnknown);
      }
      if (error instanceof RangeError) {
        throw new GraphProblem('graph_error', { cause: error });
      }
      throw error;
    }
  }

  #read({ status, headers, body }: BufferedResponse): Progress {
    if (status === 201) {
      const { location } = headers;
      return { kind: 'complete', location: typeof location === 'string' ? location : undefined };
    }
    if (isSuccess(status) && isWholeFile(body)) {
      return { kind: 'stored', next: this.totalBytes };
    }
    if (isSuccess(status)) {
      const next = nextExpected(body);
      return next === undefined ? { kind: 'more' } : { kind: 'stored', next };
    }
    if (status === 404 || status === 410) {
      return { kind: 'gone' };
    }
    if (status === 416) {
      return { kind: 'out_of_order' };
    }
    const refusal = refusalOfAnswer(
      { status, headers, code: errorCodeOf(body), isEmpty: body.length === 0 },
      this.now(),
    );
    const outcome = later(refusal, status >= 500);
    if (refusal.kind === 'transient' || refusal.kind === 'conflict') {
      return outcome;
    }
    // Permanent, also with a 507 of a full mailbox: nothing has arrived.
    throw outcome.problem;
  }
}

function later(refusal: Refusal, mayHaveArrived: boolean): Extract<Progress, { kind: 'later' }> {
  return {
    kind: 'later',
    problem: 'problem' in refusal ? refusal.problem : new GraphProblem('graph_error'),
    pauseMs: refusal.kind === 'transient' ? Math.min(refusal.retryAfterMs, longestPauseMs) : 0,
    mayHaveArrived,
  };
}

/** No more ranges are expected: the response to the last range may be this instead of 201. */
function isWholeFile(body: Buffer): boolean {
  try {
    return stateSchema.parse(parsedJson(body)).nextExpectedRanges.length === 0;
  } catch {
    return false;
  }
}

/** Outlook reports one position, `"3932160"` or `"3932160-"`. */
function nextExpected(body: Buffer): number | undefined {
  try {
    const [range] = stateSchema.parse(parsedJson(body)).nextExpectedRanges;
    const position = Number(/^\d{1,12}/.exec(range ?? '')?.[0] ?? Number.NaN);
    return Number.isNaN(position) ? undefined : position;
  } catch {
    return undefined;
  }
}
