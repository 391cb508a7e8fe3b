import type { GraphCaller, SandboxUser } from '../model.js';
import type { GraphDeps } from './graph-deps.js';
import { DeferredSends } from './mailbox/deferred-sends.js';
import { sendDraft } from './mailbox/delivery.js';
import { Conditions } from './conditions.js';
import { mailboxNotEnabled, type GraphError } from './graph-error.js';
import { Mailbox } from './mailbox/mailbox.js';
import type { Address } from './mailbox/mail-item.js';
import { postOfficeOf } from './post-office.js';
import { seedMailbox } from './seed/seed-mailbox.js';
import { SubscriptionRegistry } from './subscription-registry.js';
import { Throttling } from './throttling.js';
import { UploadSessions } from './upload-sessions.js';

export function addressOf(user: SandboxUser): Address {
  return {
    name: user.displayName,
    address: user.mail ?? user.username,
  };
}

/** All state of the Graph emulator. A mailbox is created when it is first used. */
export class GraphState {
  readonly throttling: Throttling;
  readonly conditions: Conditions;
  readonly uploads: UploadSessions;
  readonly subscriptions: SubscriptionRegistry;
  readonly deferred = new DeferredSends();
  readonly requestCounts = new Map<string, number>();
  /** How many messages a mailbox starts with; absent: some hundred. */
  readonly seedSizes = new Map<string, number>();
  /** By object id; absent: a user with an address has a mailbox. */
  readonly mailboxSwitches = new Map<string, boolean>();
  /** The path prefix of upload URLs. */
  uploadPrefix: string | undefined;
  readonly #mailboxes = new Map<string, Mailbox>();

  constructor(readonly deps: GraphDeps) {
    this.throttling = new Throttling(() => deps.clock.now());
    this.conditions = new Conditions(() => deps.clock.now());
    this.uploads = new UploadSessions(
      () => deps.clock.now(),
      () => this.conditions.settings,
    );
    this.subscriptions = new SubscriptionRegistry(() => deps.clock.now(), deps.fetch ?? fetch);
  }

  /** The origin and the path prefix of upload URLs. */
  get uploadRoot(): string {
    const origin = this.deps.uploadsUrl?.() ?? new URL(this.deps.baseUrl()).origin;
    return `${origin}${this.uploadPrefix ?? ''}`;
  }

  now(): number {
    return this.deps.clock.now();
  }

  /** By object id, user name or address. */
  findUser(name: string): SandboxUser | undefined {
    const wanted = name.toLowerCase();
    return this.deps.directory
      .users()
      .find((user) => [user.oid, user.username, user.mail].some((each) => each?.toLowerCase() === wanted));
  }

  hasMailbox({ oid, mail }: SandboxUser): boolean {
    return this.mailboxSwitches.get(oid) ?? mail !== null;
  }

  /** A guest's mailbox is in their home tenant, not in the tenant that issued the token. */
  mailboxFor(caller: GraphCaller): Mailbox {
    const missing = this.conditions.missing(caller.user);
    if (missing !== undefined) {
      throw missing;
    }
    if (caller.tid !== caller.user.tid || !this.hasMailbox(caller.user)) {
      throw mailboxNotEnabled();
    }
    return this.mailboxOf(caller.user);
  }

  /** Why the state of this Graph or of the mailbox refuses a call that its token allows; undefined when nothing does. */
  stateRefusal(
    caller: GraphCaller,
    call: { readonly method: string; readonly route: string; readonly messageId: string },
  ): GraphError | undefined {
    const mailbox = this.#mailboxes.get(caller.user.oid);
    const item = mailbox?.find(call.messageId);
    return this.conditions.refusalOf({
      oid: caller.user.oid,
      method: call.method,
      route: call.route,
      item: item === undefined ? undefined : { key: item.key, createdHere: mailbox?.isSeeded(item) === false },
    });
  }

  /** Sends due messages first. */
  mailboxOf(user: SandboxUser): Mailbox {
    for (const { mailbox, item } of this.deferred.takeDue(this.now())) {
      sendDraft(mailbox, item, postOfficeOf(this));
    }
    const known = this.#mailboxes.get(user.oid);
    if (known !== undefined) {
      return known;
    }
    const mailbox = new Mailbox(user.oid, () => this.now());
    seedMailbox(mailbox, {
      owner: addressOf(user),
      colleagues: this.deps.directory
        .users()
        .filter((each) => each.oid !== user.oid && each.accountType === 'work')
        .map(addressOf),
      now: this.now(),
      size: this.seedSizes.get(user.oid),
    });
    mailbox.endSeed();
    mailbox.onChange((change) => {
      this.subscriptions.notify(user, mailbox, change);
    });
    this.#mailboxes.set(user.oid, mailbox);
    return mailbox;
  }

  count(label: string): void {
    this.requestCounts.set(label, (this.requestCounts.get(label) ?? 0) + 1);
  }

  reset(): void {
    this.#mailboxes.clear();
    this.seedSizes.clear();
    this.mailboxSwitches.clear();
    this.requestCounts.clear();
    this.throttling.reset();
    this.conditions.reset();
    this.uploads.reset();
    this.deferred.reset();
    this.subscriptions.reset();
  }

  forgetMailbox(oid: string): void {
    this.#mailboxes.delete(oid);
  }
}
