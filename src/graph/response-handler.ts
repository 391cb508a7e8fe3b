import type { IncomingHttpHeaders } from 'node:http';

import type { Dispatcher } from 'undici';

import { ResponseRelay, TransportFailure } from '../http/index.js';

export interface BufferedResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A success whose body follows. */
export interface StreamedResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly stream: ResponseRelay;
}

export interface ResponseLimits {
  readonly bufferedCallMs: number;
  readonly bufferedResponseBytes: number;
  readonly streamMs: number;
  readonly stillReaderMs: number;
}

/** The caller of a request. Without `streamed` every body is read into memory. */
export interface ResponseReceiver {
  readonly buffered: (answer: BufferedResponse) => void;
  readonly streamed?: (answer: StreamedResponse) => void;
  readonly failed: (failure: TransportFailure) => void;
}

const longestRefusalBytes = 65_536;

export function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

/** It is done, or will be, and the body does not matter. */
export function isAccepted(status: number): boolean {
  return status === 202 || status === 204;
}

/** Reads a response from undici without the cost of its streams: complete, or from its beginning on. */
export class ResponseHandler implements Dispatcher.DispatchHandler {
  readonly #timer: NodeJS.Timeout;
  readonly #chunks: Buffer[] = [];
  #bytes = 0;
  #status = 0;
  #headers: IncomingHttpHeaders = {};
  #controller: Dispatcher.DispatchController | undefined;
  #relay: ResponseRelay | undefined;
  #failure: TransportFailure | undefined;

  constructor(
    private readonly limits: ResponseLimits,
    private readonly receiver: ResponseReceiver,
  ) {
    this.#timer = setTimeout(() => {
      this.#fail(new TransportFailure('timeout'));
    }, limits.bufferedCallMs);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#failure !== undefined) {
      controller.abort(this.#failure);
    }
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    this.#status = status;
    this.#headers = headers;
    if (this.receiver.streamed !== undefined && isSuccess(status)) {
      clearTimeout(this.#timer);
      this.#relay = new ResponseRelay(controller, this.limits.streamMs, this.limits.stillReaderMs);
      this.receiver.streamed({ status, headers, stream: this.#relay });
    }
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#relay !== undefined) {
      this.#relay.push(chunk);
      return;
    }
    this.#bytes += chunk.length;
    this.#chunks.push(chunk);
    if (this.receiver.streamed !== undefined) {
      this.#endRefusal();
    } else if (this.#bytes > this.limits.bufferedResponseBytes) {
      this.#fail(new TransportFailure('too_large'));
    }
  }

  onResponseEnd(): void {
    if (this.#relay === undefined) {
      this.#finish();
    } else {
      this.#relay.complete();
    }
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    clearTimeout(this.#timer);
    const failure = this.#failure ?? TransportFailure.of(error);
    if (this.#relay === undefined) {
      this.#end(failure);
    } else {
      this.#relay.fail(failure);
    }
  }

  /** The rest of a long refusal is not read. */
  #endRefusal(): void {
    if (this.#bytes >= longestRefusalBytes) {
      this.#finish(longestRefusalBytes);
      this.#controller?.abort(new TransportFailure('too_large'));
    }
  }

  #finish(mostBytes = this.#bytes): void {
    clearTimeout(this.#timer);
    const [first] = this.#chunks;
    const isOneChunk = first !== undefined && this.#chunks.length === 1;
    const body = isOneChunk ? first.subarray(0, mostBytes) : Buffer.concat(this.#chunks, mostBytes);
    this.receiver.buffered({ status: this.#status, headers: this.#headers, body });
  }

  /** Reports it at once: a request that still waits for its connection is not notified of an abort. */
  #fail(failure: TransportFailure): void {
    clearTimeout(this.#timer);
    this.#failure = failure;
    this.#end(failure);
    this.#controller?.abort(failure);
  }

  /** An accepted request stays accepted, although the rest of the response is missing. */
  #end(failure: TransportFailure): void {
    if (isAccepted(this.#status)) {
      this.#finish();
    } else {
      this.receiver.failed(failure);
    }
  }
}
