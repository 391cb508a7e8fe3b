export type Listener = (message: string) => void;

/** Tells all replicas what has happened. A message may be lost in an outage; nothing may depend on it to be right. */
export abstract class EventBus {
  abstract publish(channel: string, message: string): Promise<void>;

  /** Calls `listener` for each message; the returned function ends that. */
  abstract subscribe(channel: string, listener: Listener): Promise<() => void>;
}
