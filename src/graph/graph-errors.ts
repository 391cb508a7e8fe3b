import type { ProblemCode } from '../common/index.js';

/** What a code of Graph or Exchange says, whatever the status is that it comes with. */
export type ErrorMeaning =
  | ProblemCode
  /** The user may not, or has not granted it. */
  | 'access_denied'
  /** Exchange itself changed the item at that moment; nothing was done. */
  | 'conflict';

/**
 * The one table of Graph's and Exchange's codes, in the spelling of their documents: https://learn.microsoft.com/graph/errors,
 * the response codes of Exchange Web Services, and public reports (test/real-answers). They are compared without
 * case, and without what Exchange puts around them.
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
  ['access_denied', ['ErrorAccessDenied', 'AccessDenied', 'ErrorSendAsDenied', 'Authorization_RequestDenied']],
  ['conflict', ['ErrorIrresolvableConflict', 'ErrorChangeKeyMismatch']],
];

const meaningByCode = new Map(
  meanings.flatMap(([meaning, codes]) => codes.map((code) => [middleOf(code), meaning] as const)),
);

/** Undefined for a code that is not in the table: then the status decides. */
export function meaningOf(code: string | undefined): ErrorMeaning | undefined {
  return code === undefined ? undefined : meaningByCode.get(middleOf(code));
}

/** Exchange and its REST layer write one code as `ErrorQuotaExceeded`, `QuotaExceededException` and `quotaExceeded`. */
function middleOf(code: string): string {
  return code
    .trim()
    .toLowerCase()
    .replace(/^error(?=.)/, '')
    .replace(/(?<=.)exception$/, '');
}

/** So deep codes are looked for. */
const deepest = 5;

/** The codes of an error envelope from the outermost to the innermost, by `innerError` and `innererror`. */
export function codesOf(envelope: unknown): string[] {
  const codes: string[] = [];
  let error = memberOf(envelope, 'error');
  for (let depth = 0; depth < deepest && error !== undefined; depth++) {
    const code = memberOf(error, 'code');
    if (typeof code === 'string' && code !== '') {
      codes.push(code);
    }
    error = innerErrorOf(error);
  }
  return codes;
}

/** `innerError`, `innererror`: services differ in the case of its letters. */
function innerErrorOf(error: unknown): unknown {
  const names = typeof error === 'object' && error !== null ? Object.keys(error) : [];
  const name = names.find((each) => each.toLowerCase() === 'innererror');
  return name === undefined ? undefined : memberOf(error, name);
}

/** The code that says most: the first that the table knows, else the outermost. */
export function tellingCodeOf(envelope: unknown): string | undefined {
  const codes = codesOf(envelope);
  return codes.find((code) => meaningOf(code) !== undefined) ?? codes[0];
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}
