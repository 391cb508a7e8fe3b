import type { Permission } from '../config/index.js';
import type { AccessToken } from '../tokens/index.js';
import type { ExpectedSize } from './download-permits.js';
import type { RefusedAs } from './graph-refusal.js';
import type { GraphMethod } from './graph-transport.js';

export interface GraphCall {
  /** Names the call in the log; it holds nothing of the user. */
  readonly operation: string;
  readonly permissions: readonly Permission[];
  readonly method: GraphMethod;
  /** Below the base address, made with `graphPath` and `withQuery`. */
  readonly path: string;
  /** Exchange answers it, unless this says that another part of Graph does: a refusal says nothing of the mailbox then. */
  readonly isOutsideMailbox?: boolean;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Preferences beside immutable ids. */
  readonly prefer?: string;
  /** What a 400 is: of a path that came from a link of Graph, or of a photo. */
  readonly refusedAs?: RefusedAs;
  /** The member of the caller's request that a 400 is about. */
  readonly refusedInput?: string;
  /** Instead of the current token; `renewedToken` gives it. */
  readonly token?: AccessToken;
  /** Of a body that is passed on; large by default. */
  readonly expects?: ExpectedSize;
  /** How many of the mailbox's concurrent requests it takes; a batch takes one for each that it holds. */
  readonly permits?: number;
}
