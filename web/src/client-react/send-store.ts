import {
  type BffClient,
  type InteractionProblem,
  isInteraction,
  type OutgoingMessage,
  type Problem,
} from '../client/index.js';
import { ExternalStore } from './external-store.js';
import { deleteStoredMessage, storeMessage, storedMessage } from './stored-message.js';
import { toProblem } from './to-problem.js';

export type SendView =
  | { readonly status: 'idle' }
  /** The user is back from Microsoft: `retry` sends the message that they had written. */
  | { readonly status: 'kept'; readonly message: OutgoingMessage }
  | { readonly status: 'sending'; readonly message: OutgoingMessage }
  | { readonly status: 'sent'; readonly message: OutgoingMessage }
  | {
      readonly status: 'needs-user';
      readonly message: OutgoingMessage;
      readonly problem: InteractionProblem;
      /** Whether the message survives the trip to Microsoft; false when it's too large for the browser's session storage. */
      readonly isKept: boolean;
    }
  | { readonly status: 'failed'; readonly message: OutgoingMessage; readonly problem: Problem };

export type SendOutcome = 'sent' | 'needs-user' | 'failed';

/** Sends a message once, however often the user tries: the message has the same Idempotency-Key until it's sent. */
export class SendStore extends ExternalStore<SendView> {
  readonly #keys = new Map<string, string>();
  readonly #running = new Map<string, Promise<SendOutcome>>();
  #latest: string | undefined;

  constructor(
    private readonly client: BffClient,
    private readonly userId: string | undefined,
    private readonly onProblem: (problem: Problem) => void,
    private readonly newKey: () => string = () => crypto.randomUUID(),
  ) {
    const stored = userId === undefined ? undefined : storedMessage(userId);
    super(stored === undefined ? { status: 'idle' } : { status: 'kept', message: stored.message });
    if (stored === undefined) {
      return;
    }
    this.#latest = textOf(stored.message);
    this.#keys.set(this.#latest, stored.idempotencyKey);
  }

  /** Doesn't reject when the server refuses; the state has the reason. Concurrent calls with the same message are one request. */
  send(message: OutgoingMessage): Promise<SendOutcome> {
    const text = textOf(message);
    this.#latest = text;
    const running = this.#running.get(text) ?? this.#attempt(message, text);
    this.#running.set(text, running);
    this.set({ status: 'sending', message });
    return running;
  }

  /** Sends the last message again; undefined when there is none. */
  retry(): Promise<SendOutcome> | undefined {
    const view = this.getSnapshot();
    return view.status === 'idle' || view.status === 'sent' ? undefined : this.send(view.message);
  }

  /** Deletes the message, which is not to be sent. A request that is in progress continues. */
  reset(): void {
    const { status } = this.getSnapshot();
    if (this.#latest !== undefined && status !== 'sending') {
      this.#keys.delete(this.#latest);
    }
    this.#latest = undefined;
    deleteStoredMessage();
    this.set({ status: 'idle' });
  }

  async #attempt(message: OutgoingMessage, text: string): Promise<SendOutcome> {
    const idempotencyKey = this.#keys.get(text) ?? this.newKey();
    this.#keys.set(text, idempotencyKey);
    try {
      await this.client.mail.send(message, { idempotencyKey, quiet: true });
      this.#keys.delete(text);
      if (this.#latest === text) {
        deleteStoredMessage();
      }
      this.#show(text, { status: 'sent', message });
      return 'sent';
    } catch (error) {
      const problem = toProblem(error);
      this.onProblem(problem);
      if (!isInteraction(problem)) {
        this.#show(text, { status: 'failed', message, problem });
        return 'failed';
      }
      const isKept =
        this.userId !== undefined && this.#latest === text && storeMessage(this.userId, { message, idempotencyKey });
      this.#show(text, { status: 'needs-user', message, problem, isKept });
      return 'needs-user';
    } finally {
      this.#running.delete(text);
    }
  }

  /** Only the latest message is shown: a late response to an earlier one is ignored. */
  #show(text: string, view: SendView): void {
    if (this.#latest === text) {
      this.set(view);
    }
  }
}

function textOf(message: OutgoingMessage): string {
  return JSON.stringify(message);
}
