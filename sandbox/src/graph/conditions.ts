import { GraphError } from './graph-error.js';

/** How Graph says that there is no mailbox for this user, by the state that it is in. Sources: sandbox/PARITY.md. */
export const mailboxStates = {
  /** The tenant has no Exchange at all: a refusal of the token, in another form than Graph's own. */
  'no-exchange': (tid: string) =>
    new GraphError(
      401,
      'OrganizationFromTenantGuidNotFound',
      `The tenant for tenant guid '${tid}' does not exist.`,
      {},
      {
        oAuthEventOperationId: tid,
        errorUrl: 'https://aka.ms/autherrors#error-InvalidTenant',
      },
    ),
  'invalid-user': () => new GraphError(404, 'ErrorInvalidUser', "The requested user 'user' is invalid."),
  'no-address': () =>
    new GraphError(
      400,
      'ErrorMissingEmailAddress',
      'When making a request as an account that does not have a mailbox, you must specify the mailbox primary SMTP address for any distinguished folder Ids.',
    ),
  'not-enabled': () =>
    new GraphError(
      404,
      'MailboxNotEnabledForRESTAPI',
      'The mailbox is either inactive, soft-deleted, or is hosted on-premise.',
    ),
  'not-discovered': () => new GraphError(404, 'ResourceNotFound', 'Resource could not be discovered.'),
  'not-supported': () =>
    new GraphError(404, 'MailboxNotSupportedForRESTAPI', 'REST API is not yet supported for this mailbox.'),
  'not-hosted': () =>
    new GraphError(404, 'MailboxNotHostedInExchangeOnline', 'The mailbox is not hosted in Exchange Online.'),
  'no-mailbox': () =>
    new GraphError(404, 'ErrorNonExistentMailbox', 'The SMTP address has no mailbox associated with it.'),
  /** Guests and users without a licence, of whom `/me` knows; the token is blamed, with a body that says nothing or with none. */
  'token-blamed': () => new GraphError(401, 'UnknownError', ''),
  'token-blamed-silently': () => new GraphError(401, '', ''),
  moving: () => new GraphError(503, 'ErrorMailboxMoveInProgress', 'The mailbox is being moved.'),
} as const satisfies Readonly<Record<string, (tid: string) => GraphError>>;

export type MailboxState = keyof typeof mailboxStates;

/** Why a mailbox takes nothing more. */
export const fullMailbox = {
  quota: () => new GraphError(403, 'ErrorQuotaExceeded', 'The mailbox quota has been exceeded.'),
  'target-quota': () => new GraphError(507, 'QuotaExceededException', 'Target mailbox quota exceeded.'),
} as const satisfies Readonly<Record<string, () => GraphError>>;

/** Why a user may not send. */
export const senderRefusals = {
  suspended: () =>
    new GraphError(
      403,
      'ErrorAccountSuspend',
      'Account suspended. Follow the instructions in your Inbox to verify your account.',
    ),
  'message-limit': () =>
    new GraphError(
      403,
      'ErrorExceededMessageLimit',
      'Cannot send mail. Follow the instructions in your Inbox to verify your account.',
    ),
} as const satisfies Readonly<Record<string, () => GraphError>>;

export type FullMailbox = keyof typeof fullMailbox;
export type SenderRefusal = keyof typeof senderRefusals;

/** What one mailbox is like. */
export interface MailboxCondition {
  readonly state?: MailboxState;
  /** Until then (the sandbox's clock) the state holds; absent: for good. */
  readonly readyAt?: number;
  /** Of the default folders only the inbox is there; the others are made lazily, at `readyAt`. */
  readonly folders?: 'inbox-only';
  readonly full?: FullMailbox;
  readonly sender?: SenderRefusal;
}

/**
 * What this Graph is like, for all mailboxes. By default it is the global cloud on a good day: nothing fails by itself, which the
 * real one was seen to do.
 */
export interface GraphConditions {
  /** `permanentDelete`, of messages and of folders, exists in the global cloud only. */
  readonly cloud: 'global' | 'usgov' | 'china';
  /** Each so many GETs of a mailbox one fails and the next one succeeds; 0: none does. */
  readonly transientEvery: number;
  /** So many changes of a new item are refused with 412, though they carry no If-Match; 0: none is. */
  readonly conflictsOfNewItems: number;
  /** What a delta with immutable ids says of a message that was moved away and back. */
  readonly movedAwayAndBack: 'removed' | 'unreported';
  /** Whether a GET of an upload URL is answered, as OneDrive's is. */
  readonly uploadStateIsTold: boolean;
  /** So many first ranges of a new upload session are answered 404. */
  readonly lateUploadSessions: number;
  /** At least so many characters has a skip or delta token; their length is not promised. */
  readonly tokenLength: number;
}

export const defaultConditions: GraphConditions = {
  cloud: 'global',
  transientEvery: 0,
  conflictsOfNewItems: 0,
  movedAwayAndBack: 'removed',
  uploadStateIsTold: false,
  lateUploadSessions: 0,
  tokenLength: 0,
};

/** What passes by itself, one after the other. */
const TRANSIENT: readonly (() => GraphError)[] = [
  () => new GraphError(500, 'ErrorInternalServerError', 'An internal server error occurred. The operation failed.'),
  () => new GraphError(400, '', ''),
  () => new GraphError(502, 'UnknownError', ''),
  () => new GraphError(503, 'serviceNotAvailable', 'The service is temporarily unavailable.'),
  () => new GraphError(504, 'UnknownError', ''),
  () => new GraphError(509, 'activityLimitReached', 'The app has been throttled.'),
];

const CHANGES = /^\/me\/(mailFolders\/\{folder\}\/)?messages\/\{message\}(\/move)?$/;
/** Routes by which a mailbox grows. */
const GROWTH =
  /\/(messages|attachments|attachments\/createUploadSession|copy|createReply|createReplyAll|createForward|sendMail)$/;
const SENDING = /\/(sendMail|send|reply|replyAll|forward)$/;

/** Everything unkind that is not scripted for one request but a state of this Graph or of a mailbox. */
export class Conditions {
  settings: GraphConditions = defaultConditions;
  readonly #mailboxes = new Map<string, MailboxCondition>();
  readonly #conflicts = new Map<string, number>();
  #reads = 0;

  constructor(private readonly now: () => number) {}

  of(oid: string): MailboxCondition {
    return this.#mailboxes.get(oid) ?? {};
  }

  set(oid: string, changes: MailboxCondition): void {
    this.#mailboxes.set(oid, { ...this.of(oid), ...changes });
  }

  clear(oid: string): void {
    this.#mailboxes.delete(oid);
  }

  /** The refusal that stands for a missing mailbox, while it is missing. */
  missing({ oid, tid }: { readonly oid: string; readonly tid: string }): GraphError | undefined {
    const { state, readyAt = Number.POSITIVE_INFINITY } = this.of(oid);
    return state === undefined || this.now() >= readyAt ? undefined : mailboxStates[state](tid);
  }

  /** Whether the default folders but for the inbox are still to be made. */
  hasOnlyInbox({ oid }: { readonly oid: string }): boolean {
    const { folders, readyAt = Number.POSITIVE_INFINITY } = this.of(oid);
    return folders !== undefined && this.now() < readyAt;
  }

  /** What stands against this call, before it is worked on. */
  refusalOf(call: {
    readonly oid: string;
    readonly method: string;
    readonly route: string;
    /** The item that the path names, when it is there. */
    readonly item: { readonly key: string; readonly createdHere: boolean } | undefined;
  }): GraphError | undefined {
    const { method, route } = call;
    const { full, sender } = this.of(call.oid);
    if (method === 'POST' && sender !== undefined && SENDING.test(route)) {
      return senderRefusals[sender]();
    }
    if (method === 'POST' && full !== undefined && GROWTH.test(route)) {
      return fullMailbox[full]();
    }
    if (method === 'GET') {
      return this.#transient();
    }
    return CHANGES.test(route) ? this.#conflict(call.item) : undefined;
  }

  reset(): void {
    this.settings = defaultConditions;
    this.#mailboxes.clear();
    this.#conflicts.clear();
    this.#reads = 0;
  }

  #transient(): GraphError | undefined {
    const { transientEvery } = this.settings;
    if (transientEvery === 0) {
      return undefined;
    }
    this.#reads += 1;
    if (this.#reads % transientEvery !== 0) {
      return undefined;
    }
    return TRANSIENT[(this.#reads / transientEvery - 1) % TRANSIENT.length]?.();
  }

  #conflict(item: { readonly key: string; readonly createdHere: boolean } | undefined): GraphError | undefined {
    if (item?.createdHere !== true) {
      return undefined;
    }
    const met = this.#conflicts.get(item.key) ?? 0;
    if (met >= this.settings.conflictsOfNewItems) {
      return undefined;
    }
    this.#conflicts.set(item.key, met + 1);
    return new GraphError(
      412,
      'ErrorIrresolvableConflict',
      'The send or update operation could not be performed because the change key passed in the request does not match the current change key for the item.',
    );
  }
}
