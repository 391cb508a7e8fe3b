import { randomUUID } from 'node:crypto';
import type { SandboxUser } from '../model.js';
import { GraphError } from './graph-error.js';
import type { Mailbox, MailboxChange } from './mailbox/mailbox.js';

export type ChangeType = 'created' | 'updated' | 'deleted';
export type LifecycleEvent = 'reauthorizationRequired' | 'subscriptionRemoved' | 'missed';

export interface Subscription {
  readonly id: string;
  readonly user: SandboxUser;
  readonly applicationId: string;
  readonly resource: string;
  /** Undefined: the whole mailbox. */
  readonly folderId: string | undefined;
  readonly changeTypes: readonly ChangeType[];
  notificationUrl: string;
  readonly lifecycleNotificationUrl: string | null;
  readonly clientState: string | null;
  readonly immutableIds: boolean;
  expiresAt: number;
}

const handshakeMilliseconds = 10_000;
const postMilliseconds = 10_000;
const retryAfterMilliseconds = [250, 1_000, 4_000];

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
}

export class SubscriptionRegistry {
  readonly #subscriptions = new Map<string, Subscription>();
  readonly #running = new Set<Promise<void>>();

  constructor(
    private readonly now: () => number,
    private readonly post: typeof fetch,
  ) {}

  /** Validates the endpoint: it has to return the token as plain text within ten seconds. */
  async handshake(url: string): Promise<void> {
    const token = `Validation: Testing client application reachability for subscription Request-Id: ${randomUUID()}`;
    const target = new URL(url);
    target.searchParams.set('validationToken', token);
    const refuse = (reason: string): GraphError =>
      new GraphError(400, 'ValidationError', `Subscription validation request failed. ${reason}`);
    let response: Response;
    try {
      response = await this.post(target, {
        method: 'POST',
        headers: { 'content-type': 'text/plain; charset=utf-8' },
        body: '',
        signal: AbortSignal.timeout(handshakeMilliseconds),
      });
    } catch {
      throw refuse('The notification endpoint could not be reached or timed out.');
    }
    if (response.status !== 200) {
      throw refuse(`Response must be 200 OK, but was ${response.status}.`);
    }
    if ((await response.text()) !== token) {
      throw refuse('Response must exactly match validationToken query parameter.');
    }
  }

  add(subscription: Omit<Subscription, 'id'>): Subscription {
    const stored: Subscription = { ...subscription, id: randomUUID() };
    this.#subscriptions.set(stored.id, stored);
    return stored;
  }

  find(id: string): Subscription | undefined {
    this.#dropExpired();
    return this.#subscriptions.get(id);
  }

  all(): readonly Subscription[] {
    this.#dropExpired();
    return [...this.#subscriptions.values()];
  }

  remove(id: string): void {
    this.#subscriptions.delete(id);
  }

  notify(user: SandboxUser, mailbox: Mailbox, change: MailboxChange): void {
    for (const subscription of this.all()) {
      const isMine = subscription.user.oid === user.oid && subscription.changeTypes.includes(change.kind);
      if (isMine && (subscription.folderId === undefined || subscription.folderId === change.folderId)) {
        this.#send(subscription.notificationUrl, changeNotification(subscription, mailbox, change));
      }
    }
  }

  lifecycle(subscription: Subscription, event: LifecycleEvent): void {
    if (event === 'subscriptionRemoved') {
      this.remove(subscription.id);
    }
    if (subscription.lifecycleNotificationUrl === null) {
      return;
    }
    this.#send(subscription.lifecycleNotificationUrl, {
      lifecycleEvent: event,
      subscriptionId: subscription.id,
      subscriptionExpirationDateTime: new Date(subscription.expiresAt).toISOString(),
      resource: subscription.resource,
      clientState: subscription.clientState,
      organizationId: subscription.user.tid,
    });
  }

  /** Posts any body to the notification URL of a subscription, once. */
  async postRaw({ notificationUrl }: Subscription, body: unknown): Promise<number> {
    const response = await this.post(notificationUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
      signal: AbortSignal.timeout(postMilliseconds),
    });
    await response.arrayBuffer();
    return response.status;
  }

  /** Resolves when every pending notification was delivered or abandoned. */
  async settled(): Promise<void> {
    await Promise.all(this.#running);
  }

  reset(): void {
    this.#subscriptions.clear();
  }

  #dropExpired(): void {
    for (const subscription of this.#subscriptions.values()) {
      if (subscription.expiresAt <= this.now()) {
        this.#subscriptions.delete(subscription.id);
      }
    }
  }

  #send(url: string, notification: object): void {
    const sending = this.#deliver(url, JSON.stringify({ value: [notification] })).finally(() =>
      this.#running.delete(sending),
    );
    this.#running.add(sending);
  }

  async #deliver(url: string, body: string): Promise<void> {
    for (const delay of [0, ...retryAfterMilliseconds]) {
      if (delay > 0) {
        await pause(delay);
      }
      try {
        const response = await this.post(url, {
          method: 'POST',
          headers: { 'content-type': 'application/json; charset=utf-8' },
          body,
          signal: AbortSignal.timeout(postMilliseconds),
        });
        await response.arrayBuffer();
        if (response.ok) {
          return;
        }
      } catch {
        // An unreachable endpoint is retried, like one that returns an error.
      }
    }
  }
}

function changeNotification(subscription: Subscription, mailbox: Mailbox, change: MailboxChange): object {
  const id = subscription.immutableIds ? change.item.immutableId : change.id;
  const resource = `Users/${subscription.user.oid}/Messages/${id}`;
  return {
    subscriptionId: subscription.id,
    subscriptionExpirationDateTime: new Date(subscription.expiresAt).toISOString(),
    changeType: change.kind,
    resource,
    resourceData: {
      '@odata.type': '#Microsoft.Graph.Message',
      '@odata.id': resource,
      '@odata.etag': `W/"${mailbox.changeKey(change.item)}"`,
      id,
    },
    clientState: subscription.clientState,
    tenantId: subscription.user.tid,
  };
}
