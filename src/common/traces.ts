/** The spans of requests; what `Metrics` observes becomes their child spans. */
export abstract class Traces {
  /** Called in the context of a request; `request` is the key by which it is ended. */
  abstract begin(request: object, method: string, traceparent: string | undefined): void;

  abstract end(request: object, route: string, status: number): void;
}
