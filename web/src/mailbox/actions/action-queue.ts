import type { MessageSummary } from '../../client/index.js';
import { createStore } from '../../platform/store.js';
import type { RequestedAction } from './mail-action.js';

/** Why an action could not be performed now. */
export type Obstacle =
  /** No response, or the service is unavailable: another attempt may succeed. `isSent`: it may have been performed all the same. */
  { readonly kind: 'unavailable'; readonly isSent: boolean } | { readonly kind: 'refused'; readonly error: unknown };

export type QueueEvent =
  | {
      readonly kind: 'done';
      readonly request: RequestedAction;
      readonly messages: readonly MessageSummary[];
      /** Messages for which it failed: they are unchanged. */
      readonly failed: readonly MessageSummary[];
      /** Messages that the user chose and that were skipped, because their sender requests a receipt. */
      readonly spared: readonly MessageSummary[];
    }
  | { readonly kind: 'refused'; readonly request: RequestedAction; readonly error: unknown };

export interface Progress {
  readonly request: RequestedAction;
  readonly done: number;
  readonly total: number;
}

export interface PerformReports {
  /** The progress of an action with several steps. */
  readonly onProgress: (done: number, total: number) => void;
  /** All target messages: from then on the action is for these, however often it is tried. */
  readonly onFound: (messages: readonly MessageSummary[], spared: readonly MessageSummary[]) => void;
}

export interface ActionQueuePorts {
  readonly perform: (
    request: RequestedAction,
    reports: PerformReports,
  ) => Promise<Omit<Extract<QueueEvent, { kind: 'done' }>, 'kind' | 'request'>>;
  readonly obstacleOf: (error: unknown) => Obstacle;
  readonly showDone: (request: RequestedAction) => void;
  readonly showUndone: (request: RequestedAction) => void;
  readonly store: (requests: readonly RequestedAction[]) => void;
  readonly onEvent: (event: QueueEvent) => void;
}

/**
 * Performs actions one at a time in the order of the requests. The page shows each at once; it is stored until the service has
 * performed it. An action that is still waiting can be cancelled.
 */
export class ActionQueue {
  /** All pending actions, including the running one. */
  readonly requests = createStore<readonly RequestedAction[]>([]);
  /** The progress of the running action. */
  readonly progress = createStore<Progress | undefined>(undefined);
  /** The service is unavailable: requested actions wait. */
  readonly isStalled = createStore(false);
  /** Ids of actions that were sent without a response, or begun: each may have been performed completely or partly. */
  readonly #sent = new Set<string>();
  #running: string | undefined;
  #work: Promise<void> | undefined;

  constructor(private readonly ports: ActionQueuePorts) {}

  request(request: RequestedAction): void {
    this.ports.showDone(request);
    this.#set([...this.requests.get(), request]);
    if (!this.isStalled.get()) {
      this.#start();
    }
  }

  /** Takes over actions that an earlier page left pending, and performs them first. */
  adopt(requests: readonly RequestedAction[]): void {
    if (requests.length === 0) {
      return;
    }
    for (const request of requests) {
      this.#sent.add(request.id);
      this.ports.showDone(request);
    }
    this.#set([...requests, ...this.requests.get()]);
    this.#start();
  }

  /** The service may be available again. */
  resume(): void {
    this.isStalled.set(false);
    this.#start();
  }

  isWaiting(id: string): boolean {
    return this.#running !== id && this.requests.get().some((request) => request.id === id);
  }

  /** Whether a request was sent whose response never arrived. */
  wasSent(id: string): boolean {
    return this.#sent.has(id);
  }

  /** Cancels an action that is not running. `'sent'`: it may have been performed, and has to be reversed. */
  revoke(id: string): 'revoked' | 'sent' | 'too-late' {
    const request = this.requests.get().find((one) => one.id === id);
    if (request === undefined || this.#running === id) {
      return 'too-late';
    }
    this.#set(this.requests.get().filter((one) => one !== request));
    if (this.#sent.delete(id)) {
      return 'sent';
    }
    this.ports.showUndone(request);
    return 'revoked';
  }

  /** Resolves when no more actions can be performed at present. */
  async settled(): Promise<void> {
    await this.#work;
  }

  #start(): void {
    this.#work ??= this.#drain().finally(() => {
      this.#work = undefined;
    });
  }

  async #drain(): Promise<void> {
    for (let [next] = this.requests.get(); next !== undefined; [next] = this.requests.get()) {
      this.#running = next.id;
      const isDone = await this.#attempt(next);
      this.#running = undefined;
      this.progress.set(undefined);
      if (!isDone) {
        this.isStalled.set(true);
        return;
      }
    }
  }

  /** False when the action has to wait. */
  async #attempt(request: RequestedAction): Promise<boolean> {
    try {
      const { messages, failed, spared } = await this.ports.perform(request, {
        onProgress: (done, total) => {
          if (done > 0) {
            this.#sent.add(request.id);
          }
          this.progress.set({ request, done, total });
        },
        onFound: (found, left) => {
          this.#widen(request, found, left);
        },
      });
      this.#remove(request);
      if (failed.length > 0) {
        this.ports.showUndone({ ...request, messages: failed });
      }
      this.ports.onEvent({ kind: 'done', request, messages, failed, spared });
    } catch (error) {
      const obstacle = this.ports.obstacleOf(error);
      if (obstacle.kind === 'unavailable') {
        if (obstacle.isSent) {
          this.#sent.add(request.id);
        }
        return false;
      }
      const shown = this.requests.get().find(({ id }) => id === request.id) ?? request;
      this.#remove(request);
      this.ports.showUndone(shown);
      this.ports.onEvent({ kind: 'refused', request, error: obstacle.error });
    }
    return true;
  }

  /** A running action can no longer be cancelled, only reversed. */
  isRunning(id: string): boolean {
    return this.#running === id;
  }

  /** Shows the action on messages that were not on the page before. A cancellation reverts them with the others. */
  #widen(request: RequestedAction, messages: readonly MessageSummary[], spared: readonly MessageSummary[]): void {
    const known = new Set(request.messages.map(({ id }) => id));
    const added = messages.filter(({ id }) => !known.has(id));
    if (added.length > 0) {
      this.ports.showDone({ ...request, messages: added });
    }
    const widened = { ...request, messages, spared, rests: undefined };
    this.#set(this.requests.get().map((one) => (one.id === request.id ? widened : one)));
  }

  #remove({ id }: RequestedAction): void {
    this.#sent.delete(id);
    this.#set(this.requests.get().filter((one) => one.id !== id));
  }

  #set(requests: readonly RequestedAction[]): void {
    this.requests.set(requests);
    this.ports.store(requests);
  }
}
