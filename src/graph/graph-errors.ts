import type { ProblemCode } from '../common/index.js';

/** The meaning of a code of Graph or Exchange, whatever its status is. */
export type ErrorMeaning =
  | ProblemCode
  /** The user is not permitted, or has not granted it. */
  | 'access_denied'
  /** Exchange itself changed the item at that moment; nothing was done. */
  | 'conflict'
  /** The service failed and may recover in a moment, whatever the status says of the request. */
  | 'transient';

/**
 * The one table of Graph's and Exchange's codes, in the spelling of their documents:
 * https://learn.microsoft.com/graph/errors, the response codes of Exchange Web Services, and public reports
 * (test/real-answers). They are compared without case, and without the prefixes and suffixes of Exchange.
 */
const meanings: readonly (readonly [meaning: ErrorMeaning, codes: readonly string[]])[] = [
  [
    'not_found',
    [
      'ErrorItemNotFound',
      'ErrorFolderNotFound',
      'ErrorInvalidIdMalformed',
      'ErrorInvalidMailboxItemId',
      'ErrorAttachmentNotFound',
      'ErrorCannotFindEntity',
      'ImageNotFound',
      'ConsumerPhotoIsNotSupported',
      'ItemNotFound',
      'NotFound',
      'Request_ResourceNotFound',
    ],
  ],
  [
    'mailbox_unavailable',
    [
      'ResourceNotFound',
      'MailboxNotEnabledForRESTAPI',
      'MailboxNotSupportedForRESTAPI',
      'MailboxNotHostedInExchangeOnline',
      'OrganizationFromTenantGuidNotFound',
      'ErrorInvalidUser',
      'ErrorMissingEmailAddress',
      'ErrorNonExistentMailbox',
      'ErrorNoMailbox',
      'ErrorMailboxMoveInProgress',
      'ErrorMailboxStoreUnavailable',
      'ErrorMailboxConfiguration',
      'ErrorAccountSuspend',
      'ErrorAccountDisabled',
      'MailboxNotFound',
      'UserHasNoMailbox',
      'MailboxNotReady',
      'MailboxNotProvisioned',
      'MailboxInactive',
      'InactiveMailbox',
      'MailboxDisabled',
      'MailboxLocked',
      'MailboxUnavailable',
      'ErrorMailboxFailover',
      'ErrorMissingInformationEmailAddress',
      'AccountSuspended',
      'OrganizationNotFound',
      'TenantNotFound',
      'InvalidTenant',
      'UserNotFound',
      'UserNotLicensed',
      'MissingLicense',
    ],
  ],
  [
    'mailbox_full',
    [
      'ErrorQuotaExceeded',
      'QuotaLimitReached',
      'MailboxQuotaExceeded',
      'StorageQuotaExceeded',
      'RecoverableItemsQuotaExceeded',
      'InsufficientStorage',
      'MailboxFull',
    ],
  ],
  [
    'sending_limit_reached',
    [
      'ErrorExceededMessageLimit',
      'ErrorSubmissionQuotaExceeded',
      'ErrorSendQuotaExceeded',
      'ErrorMessageSubmissionBlocked',
      'SendLimitExceeded',
      'RecipientRateLimitExceeded',
      'MessageRateLimitExceeded',
    ],
  ],
  [
    'resync_required',
    [
      'SyncStateNotFound',
      'SyncStateInvalid',
      'ErrorInvalidSyncStateData',
      'ResyncRequired',
      'ResyncChangesApplyDifferences',
      'ResyncChangesUploadDifferences',
    ],
  ],
  [
    'payload_too_large',
    [
      'ErrorMessageSizeExceeded',
      'ErrorAttachmentSizeLimitExceeded',
      'RequestEntityTooLarge',
      'MaximumRequestLengthExceeded',
    ],
  ],
  [
    'throttled',
    [
      'ApplicationThrottled',
      'TooManyRequests',
      'activityLimitReached',
      'ErrorServerBusy',
      'ErrorExceededConnectionCount',
      'MailboxConcurrency',
    ],
  ],
  ['access_denied', ['ErrorAccessDenied', 'AccessDenied', 'ErrorSendAsDenied', 'Authorization_RequestDenied']],
  ['conflict', ['ErrorIrresolvableConflict', 'ErrorChangeKeyMismatch', 'ErrorStaleObject']],
];

/**
 * Families of codes, by the words that all of their known members share; for members that the table lacks. The first
 * match counts. In lower case, without the prefixes and suffixes of Exchange.
 */
const families: readonly (readonly [meaning: ErrorMeaning, words: RegExp])[] = [
  ['payload_too_large', /size(?:limit)?exceeded$|toolarge$/],
  ['mailbox_full', /(?:folder|mailbox|store|storage|items)\w*quota\w*(?:exceeded|reached)$/],
  ['sending_limit_reached', /(?:submission|send|message|recipient|outbound)\w*(?:limit|quota)\w*(?:exceeded|reached)$/],
  [
    'sending_limit_reached',
    /^exceeded\w*(?:submission|send|message|recipient|outbound|hourly|daily)\w*(?:limit|quota)$/,
  ],
  [
    'mailbox_full',
    /quota\w*(?:exceeded|reached)$|(?:insufficient|notenough)(?:disk)?(?:space|storage)|mailbox(?:is)?full$/,
  ],
  ['resync_required', /syncstate|^resync|deltatoken/],
  [
    'mailbox_unavailable',
    /^mailbox(?:is)?(?:not|un|in(?!fo)|dis|soft|deleted|locked|offline|suspended|hostedon|onprem)|^restapinot/,
  ],
  [
    'mailbox_unavailable',
    /(?:no|nonexistent|missing)mailbox$|licen[cs]e|^(?:user)?account(?:is)?(?:suspend|disabled|blocked|locked)/,
  ],
  ['not_found', /(?:item|message|folder|attachment|object|image|photo)notfound$/],
  [
    'not_found',
    /^invalid(?:item|folder|attachment|message)?id(?:empty$|xml$|malformed|\w+toolong$|notan?\w+id$|returnedby|toomany|$)/,
  ],
  ['transient', /^internalserver|transient/],
  ['throttled', /throttl/],
  ['access_denied', /denied$/],
];

const meaningByCode = new Map(
  meanings.flatMap(([meaning, codes]) => codes.map((code) => [middleOf(code), meaning] as const)),
);

/** Undefined for a code that is neither in the table nor of a family: then the status decides. */
export function meaningOf(code: string | undefined): ErrorMeaning | undefined {
  if (code === undefined) {
    return undefined;
  }
  const middle = middleOf(code);
  return meaningByCode.get(middle) ?? families.find(([, words]) => words.test(middle))?.[0];
}

/** Exchange and its REST layer write one code as `ErrorQuotaExceeded`, `QuotaExceededException` and `quotaExceeded`. */
function middleOf(code: string): string {
  return code
    .trim()
    .toLowerCase()
    .replace(/^error(?=.)/, '')
    .replace(/(?<=.)exception$/, '');
}

/** The maximum depth of codes. */
const deepest = 5;

/**
 * The codes of an error envelope from the outermost to the innermost, by `innerError` and `innererror`; those of
 * `details` come after the code that they detail. A few services write the code beside `error`, or without it.
 */
export function codesOf(envelope: unknown): string[] {
  const codes = codeOf(envelope);
  let errors = [memberOf(envelope, 'error')];
  for (let depth = 0; depth < deepest && errors.length > 0; depth++) {
    codes.push(...errors.flatMap(codeOf));
    errors = errors.flatMap(innerErrorsOf);
  }
  return codes;
}

function codeOf(error: unknown): string[] {
  const code = memberOf(error, 'code');
  const details = memberOf(error, 'details');
  return [
    ...(typeof code === 'string' && code !== '' ? [code] : []),
    ...(Array.isArray(details) ? details : []).flatMap(codeOf),
  ];
}

/** `innerError`, `innererror`: services differ in the case of its letters, and some write both. */
function innerErrorsOf(error: unknown): unknown[] {
  return typeof error === 'object' && error !== null
    ? Object.entries(error)
        .filter(([name]) => name.toLowerCase() === 'innererror')
        .map(([, inner]) => inner as unknown)
    : [];
}

/**
 * The most specific code: the innermost in the table, as Microsoft tells clients to read it
 * (https://learn.microsoft.com/graph/errors), otherwise the outermost.
 */
export function tellingCodeOf(envelope: unknown): string | undefined {
  const codes = codesOf(envelope);
  return codes.findLast((code) => meaningOf(code) !== undefined) ?? codes[0];
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}
