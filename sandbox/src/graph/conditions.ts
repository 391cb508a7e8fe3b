import { GraphError } from './graph-error.js';

/** The refusals by which Graph reports a missing mailbox, by the mailbox's state. Sources: sandbox/PARITY.md. */
export const mailboxStates = {
  /** The tenant has no Exchange at all: the token is refused, in another layout than Graph's own. */
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
  /** Guests and users without a licence, whom `/me` knows. The refusal blames the token, with an uninformative body or none. */
  'token-blamed': () => new GraphError(401, 'UnknownError', ''),
  'token-blamed-silently': () => new GraphError(401, '', ''),
  moving: () => new GraphError(503, 'ErrorMailboxMoveInProgress', 'The mailbox is being moved.'),
} as const satisfies Readonly<Record<string, (tid: string) => GraphError>>;

export type MailboxState = keyof typeof mailboxStates;

/** The refusals of a full mailbox. */
export const fullMailbox = {
  quota: () => new GraphError(403, 'ErrorQuotaExceeded', 'The mailbox quota has been exceeded.'),
  'target-quota': () => new GraphError(507, 'QuotaExceededException', 'Target mailbox quota exceeded.'),
} as const satisfies Readonly<Record<string, () => GraphError>>;

/** The refusals for a user who may not send. */
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

/** The condition of one mailbox. */
export interface MailboxCondition {
  readonly state?: MailboxState;
  /** The state lasts until then, by the sandbox's clock. Absent: forever. */
  readonly readyAt?: number;
  /** The inbox is the only default folder that exists. The others are created lazily, at `readyAt`. */
  readonly folders?: 'inbox-only';
  readonly full?: FullMailbox;
  readonly sender?: SenderRefusal;
}

/**
 * The conditions of this Graph, for all mailboxes. The default is the global cloud without spontaneous failures, although the
 * real Graph was observed to have some.
 */
export interface GraphConditions {
  /** `permanentDelete`, of messages and of folders, exists in the global cloud only. */
  readonly cloud: 'global' | 'usgov' | 'china';
  /** One of this many GETs of a mailbox fails, and the next one succeeds. 0: none fails. */
  readonly transientEvery: number;
  /** This many changes of a new item are refused with 412, although they have no If-Match. 0: none is. */
  readonly conflictsOfNewItems: number;
  /** How a delta with immutable ids reports a message that was moved away and back. */
  readonly movedAwayAndBack: 'removed' | 'unreported';
  /** Whether a GET of an upload URL returns the upload's state, as OneDrive's does. */
  readonly uploadStateIsTold: boolean;
  /** This many first ranges of a new upload session get 404. */
  readonly lateUploadSessions: number;
  /** The least length of skip and delta tokens, in characters: Graph documents no length. */
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

/** Transient failures, used in turn. */
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

/** The failures that are a state of this Graph or of a mailbox, and not scripted for one request. */
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

  /** The refusal for a missing mailbox, while it is missing. */
  missing({ oid, tid }: { readonly oid: string; readonly tid: string }): GraphError | undefined {
    const { state, readyAt = Number.POSITIVE_INFINITY } = this.of(oid);
    return state === undefined || this.now() >= readyAt ? undefined : mailboxStates[state](tid);
  }

  /** Whether the inbox is still the only default folder that exists. */
  hasOnlyInbox({ oid }: { readonly oid: string }): boolean {
    const { folders, readyAt = Number.POSITIVE_INFINITY } = this.of(oid);
    return folders !== undefined && this.now() < readyAt;
  }

  /** Why the current conditions refuse this call; undefined if they don't. */
  refusalOf(call: {
    readonly oid: string;
    readonly method: string;
    readonly route: string;
    /** The item that the path names, if it exists. */
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
