import type { MessageSummary } from '../../client/index.js';
import { createStore } from '../../platform/store.js';
import type { RequestedAction } from './mail-action.js';

/** Why an action could not be done now. */
export type Obstacle =
  /** No answer, or the service cannot do its work: worth another try. `isSent`: it may have been done all the same. */
  { readonly kind: 'unavailable'; readonly isSent: boolean } | { readonly kind: 'refused'; readonly error: unknown };

export type QueueEvent =
  | {
      readonly kind: 'done';
      readonly request: RequestedAction;
      readonly messages: readonly MessageSummary[];
      /** What could not be done: as it was. */
      readonly failed: readonly MessageSummary[];
      /** What the user chose and what was left alone, as its sender asks for a receipt. */
      readonly spared: readonly MessageSummary[];
    }
  | { readonly kind: 'refused'; readonly request: RequestedAction; readonly error: unknown };

export interface Progress {
  readonly request: RequestedAction;
  readonly done: number;
  readonly total: number;
}

export interface PerformReports {
  /** How far it is, where it takes several steps. */
  readonly onProgress: (done: number, total: number) => void;
  /** What it is for in all: from then on it is for these messages, however often it is tried. */
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
 * Actions in the order in which they were asked for, one at a time: shown at once, done when the service can, and kept
 * until then. What is still waiting can be taken back.
 */
export class ActionQueue {
  /** All that is not done yet, the one under way included. */
  readonly requests = createStore<readonly RequestedAction[]>([]);
  /** How far the one under way is. */
  readonly progress = createStore<Progress | undefined>(undefined);
  /** Nothing can be done at present: what is requested waits. */
  readonly isStalled = createStore(false);
  /** Sent without an answer, or begun: each may have been done, or a part of it. */
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

  /** Left behind by an earlier page: the first thing to be done. */
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

  /** Whether a request of it went out whose answer nobody has seen. */
  wasSent(id: string): boolean {
    return this.#sent.has(id);
  }

  /** Takes back what is not under way. `'sent'`: it may have been done, and has to be reversed. */
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

  /** Until there is nothing that can be done at present. */
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

  /** False when it has to wait. */
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

  /** Under way: it can no longer be taken back, only reversed. */
  isRunning(id: string): boolean {
    return this.#running === id;
  }

  /** What was not on the page is shown as done from now on, and would be taken back with the rest. */
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
