export type Listener = (message: string) => void;

/** Notifies all replicas of events. A message may be lost in an outage; correctness must not depend on it. */
export abstract class EventBus {
  abstract publish(channel: string, message: string): Promise<void>;

  /** Calls `listener` for each message; the returned function ends that. */
  abstract subscribe(channel: string, listener: Listener): Promise<() => void>;
}
