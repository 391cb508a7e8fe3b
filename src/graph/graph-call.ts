import type { Permission } from '../config/index.js';
import type { AccessToken } from '../tokens/index.js';
import type { ExpectedSize } from './download-permits.js';
import type { RefusedAs } from './graph-refusal.js';
import type { GraphMethod } from './graph-transport.js';

export interface GraphCall {
  /** Names the call in the log; it contains nothing of the user. */
  readonly operation: string;
  readonly permissions: readonly Permission[];
  readonly method: GraphMethod;
  /** Below the base address, made with `graphPath` and `withQuery`. */
  readonly path: string;
  /** Exchange serves it, unless this names another part of Graph: then a refusal says nothing of the mailbox. */
  readonly isOutsideMailbox?: boolean;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Preferences besides immutable ids. */
  readonly prefer?: string;
  /** The meaning of a 400: for a path that came from a link of Graph, or for a photo. */
  readonly refusedAs?: RefusedAs;
  /** The member of the caller's request that a 400 is about. */
  readonly refusedInput?: string;
  /** Instead of the current token; `renewedToken` gives it. */
  readonly token?: AccessToken;
  /** Of a relayed body; large by default. */
  readonly expects?: ExpectedSize;
  /** How many of the mailbox's concurrent requests it takes; a batch takes one for each that it holds. */
  readonly permits?: number;
}
