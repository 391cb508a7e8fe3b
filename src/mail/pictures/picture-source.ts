/** One response of a picture's server. */
export interface PictureAnswer {
  readonly status: number;
  readonly location: string | undefined;
  /** The body; undefined when it is longer than `most`. */
  bytes(most: number): Promise<Buffer | undefined>;
  cancel(): void;
}

/**
 * The source of pictures of other servers: one request, no redirects. Never connects to an address that is not public.
 */
export abstract class PictureSource {
  abstract get(url: URL, signal: AbortSignal): Promise<PictureAnswer>;
  abstract close(): Promise<void>;
}
