import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import type { GraphCaller } from '../model.js';
import type { Mailbox } from './mailbox/mailbox.js';
import type { QueryOptions } from './odata/query-options.js';
import type { Preferences } from './preferences.js';
import type { ShapeOptions } from './shape/message-shape.js';
import type { GraphState } from './graph-state.js';

/** One request after the token, the limits and the scopes were checked. */
export interface GraphCall {
  readonly caller: GraphCaller;
  readonly graphState: GraphState;
  readonly mailbox: Mailbox;
  readonly method: string;
  /** Below the version, e.g. `/me/messages`. */
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: QueryOptions;
  readonly prefer: Preferences;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer | undefined;
  readonly now: number;
  /** The address of the version, e.g. `https://localhost:8444/v1.0`. */
  readonly root: string;
  readonly shapeOptions: ShapeOptions;
  param(name: string): string;
  /** Runs a request as this caller, through the whole pipeline. */
  runInner(request: InnerRequest): Promise<InnerResponse>;
}

export type GraphMethod = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

/** One request of a batch, and its outcome. */
export interface InnerRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
}

export interface InnerResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface GraphAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON, unless it is bytes or a stream. */
  readonly body?: Readonly<Record<string, unknown>> | Buffer | Readable | string;
}

export interface GraphRoute {
  readonly method: GraphMethod;
  /** Below the version, with parameters in braces. */
  readonly template: string;
  /** Any of these delegated permissions is enough. Empty: a valid token is enough. */
  readonly scopes: readonly string[];
  handle(call: GraphCall): GraphAnswer | Promise<GraphAnswer>;
}
