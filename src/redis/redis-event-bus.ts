import type { Logger } from '../common/index.js';
import { EventBus, type Listener } from './event-bus.js';
import type { RedisClient } from './redis-connection.js';

/** Redis publish and subscribe; `subscriber` is a separate connection, as the protocol requires. */
export class RedisEventBus extends EventBus {
  readonly #listeners = new Map<string, Set<Listener>>();

  constructor(
    private readonly client: RedisClient,
    private readonly subscriber: RedisClient,
    private readonly logger: Logger,
  ) {
    super();
    subscriber.on('message', (channel: string, message: string) => {
      this.#listeners.get(channel)?.forEach((listener) => {
        this.#notify(listener, channel, message);
      });
    });
    subscriber.on('ready', () => void this.#subscribeAll());
  }

  override async publish(channel: string, message: string): Promise<void> {
    try {
      await this.client.publish(channel, message);
    } catch (error) {
      this.logger.warning({ err: error, channel }, 'event not published');
    }
  }

  override async subscribe(channel: string, listener: Listener): Promise<() => void> {
    const known = this.#listeners.get(channel);
    const listeners = known ?? new Set<Listener>();
    this.#listeners.set(channel, listeners.add(listener));
    if (known === undefined && this.subscriber.status === 'ready') {
      await this.#subscribeAll();
    }
    return () => {
      listeners.delete(listener);
    };
  }

  /** Any client with access to Redis may publish anything; it must not end the process. */
  #notify(listener: Listener, channel: string, message: string): void {
    try {
      listener(message);
    } catch (error) {
      this.logger.warning(
        { channel, name: error instanceof Error ? error.name : typeof error },
        'event not understood',
      );
    }
  }

  /** Also after each reconnection; subscribing twice to a channel is harmless. */
  async #subscribeAll(): Promise<void> {
    const channels = [...this.#listeners.keys()];
    if (channels.length === 0) {
      return;
    }
    try {
      await this.subscriber.subscribe(...channels);
    } catch (error) {
      this.logger.warning({ err: error }, 'subscription to events failed; it is tried again after reconnecting');
    }
  }
}
