import { EventEmitter } from 'node:events';

import { Injectable } from '@nestjs/common';

import { EventBus, type Listener } from './event-bus.js';

/** The event bus of a single process. */
@Injectable()
export class EmbeddedEventBus extends EventBus {
  readonly #emitter = new EventEmitter().setMaxListeners(0);

  override publish(channel: string, message: string): Promise<void> {
    this.#emitter.emit(channel, message);
    return Promise.resolve();
  }

  override subscribe(channel: string, listener: Listener): Promise<() => void> {
    this.#emitter.on(channel, listener);
    return Promise.resolve(() => {
      this.#emitter.off(channel, listener);
    });
  }
}
