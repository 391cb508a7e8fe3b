import { errorCodeOf, refusalOfAnswer, refusalOfFailure } from './graph-refusal.js';
import { TransportFailure, type TransportFailureKind } from '../http/index.js';

const claims = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}';
const challenge = `Bearer error="insufficient_claims", claims="${Buffer.from(claims).toString('base64')}"`;

function refusal(
  status: number,
  code?: string,
  headers: Record<string, string> = {},
): ReturnType<typeof refusalOfAnswer> {
  return refusalOfAnswer({ status, headers, code }, 0);
}

describe('an error response of Graph', () => {
  it.each([
    [404, 'ErrorItemNotFound', 'not_found'],
    [400, 'ErrorInvalidIdMalformed', 'not_found'],
    [404, 'MailboxNotEnabledForRESTAPI', 'mailbox_unavailable'],
    [404, 'ResourceNotFound', 'mailbox_unavailable'],
    [400, 'MailboxNotHostedInExchangeOnline', 'mailbox_unavailable'],
    [410, 'SyncStateNotFound', 'resync_required'],
    [410, undefined, 'resync_required'],
    [400, 'resyncRequired', 'resync_required'],
    [413, undefined, 'payload_too_large'],
    [400, 'ErrorInvalidRecipients', 'invalid_request'],
    [400, 'BadRequest', 'graph_error'],
    [404, undefined, 'not_found'],
    [404, 'UnknownError', 'not_found'],
    [400, 'syncstatenotfound', 'resync_required'],
    [403, 'ErrorQuotaExceeded', 'mailbox_full'],
    [507, undefined, 'mailbox_full'],
    [507, 'QuotaExceededException', 'mailbox_full'],
    [404, 'errorMailboxNotFound', 'mailbox_unavailable'],
    [403, 'ErrorUserNotLicensed', 'mailbox_unavailable'],
    [400, 'ErrorExceededMessageLimit', 'sending_limit_reached'],
    [401, 'OrganizationFromTenantGuidNotFound', 'mailbox_unavailable'],
    [302, undefined, 'graph_error'],
    [409, 'NameAlreadyExists', 'graph_error'],
    [400, 'constructor', 'graph_error'],
  ])('%d %s is %s', (status, code, problem) => {
    expect(refusal(status, code)).toMatchObject({ kind: 'final', problem: { code: problem } });
  });

  it.each([
    [503, 'ErrorMailboxMoveInProgress', 'mailbox_unavailable'],
    [500, 'ErrorMailboxStoreUnavailable', 'mailbox_unavailable'],
    [421, undefined, 'graph_unavailable'],
    [425, undefined, 'graph_unavailable'],
    [449, 'MailboxInfoStale', 'graph_unavailable'],
  ])('%d %s is retried once, and then %s', (status, code, problem) => {
    const found = refusal(status, code);
    expect(found).toMatchObject({ kind: 'transient', problem: { code: problem } });
    expect(found).not.toHaveProperty('mayRepeatWrite', true);
  });

  it.each([
    ['ErrorMailboxQuotaExceeded', 'mailbox_full'],
    ['ErrorMessagePerFolderCountReceiveQuotaExceeded', 'mailbox_full'],
    ['ErrorMessageLimitExceeded', 'sending_limit_reached'],
    ['ErrorExceededRecipientLimit', 'sending_limit_reached'],
    ['MessageSizeLimitExceeded', 'payload_too_large'],
    ['InvalidDeltaToken', 'resync_required'],
    ['ErrorSyncStateExpired', 'resync_required'],
    ['MailboxSoftDeleted', 'mailbox_unavailable'],
    ['ErrorInvalidLicense', 'mailbox_unavailable'],
    ['ErrorAccountSuspended', 'mailbox_unavailable'],
    ['ErrorObjectNotFound', 'not_found'],
    ['ErrorInvalidAttachmentId', 'not_found'],
    ['ErrorInvalidIdMonikerTooLong', 'not_found'],
    ['ErrorInvalidIdStoreObjectIdTooLong', 'not_found'],
    ['ErrorInvalidIdNotAnItemAttachmentId', 'not_found'],
    ['ErrorInvalidIdMalformedEwsLegacyIdFormat', 'not_found'],
    ['TenantExternalRecipientRateLimitExceeded', 'sending_limit_reached'],
    ['TenantOutboundLimitExceeded', 'sending_limit_reached'],
    ['ErrorExceededHourlyRateLimit', 'sending_limit_reached'],
    ['ErrorTenantSendQuotaExceeded', 'sending_limit_reached'],
    ['RESTAPINotEnabledForMailbox', 'mailbox_unavailable'],
    ['MailboxHostedOnPremises', 'mailbox_unavailable'],
    ['ErrorMailboxIsFull', 'mailbox_full'],
    ['ErrorNotEnoughSpaceInMailbox', 'mailbox_full'],
    ['ErrorInsufficientDiskSpace', 'mailbox_full'],
  ])('%s, which is not in the table, is %s like its family', (code, problem) => {
    expect(refusal(400, code)).toMatchObject({ kind: 'final', problem: { code: problem } });
  });

  it.each(['MailboxInfoStale', 'ErrorInvalidRequest', 'ErrorItemSave', 'BadRequest', 'ErrorInvalidIdReason'])(
    '%s is of no family: the status decides',
    (code) => {
      expect(refusal(503, code)).toMatchObject({ kind: 'transient', problem: { code: 'graph_unavailable' } });
    },
  );

  it.each([400, 403, 500])('%d with a code of throttling is throttled, and nothing was done', (status) => {
    expect(refusal(status, 'ApplicationThrottled', { 'retry-after': '2' })).toMatchObject({
      kind: 'transient',
      retryAfterMs: 2000,
      mayRepeatWrite: true,
      problem: { code: 'throttled' },
    });
  });

  it.each([405, 409, 415, 422, 501])('%d for a write is a request that the service does not permit', (status) => {
    expect(refusalOfAnswer({ status, headers: {}, code: undefined, method: 'POST' }, 0)).toMatchObject({
      kind: 'final',
      problem: { code: 'invalid_request' },
    });
    expect(refusal(status)).toMatchObject({ kind: 'final', problem: { code: 'graph_error' } });
  });

  it.each([401, 403])('%d with a claims challenge asks for claims', (status) => {
    const answer = refusal(status, 'InvalidAuthenticationToken', { 'www-authenticate': challenge });
    expect(answer).toEqual({ kind: 'claims_challenge', claims });
  });

  it('401 without a challenge rejects the token, and nothing was done', () => {
    expect(refusal(401, 'InvalidAuthenticationToken')).toMatchObject({
      kind: 'token_rejected',
      problem: { code: 'graph_error', isOutcomeUnknown: false },
    });
  });

  it('403 with a code of Graph is access denied', () => {
    expect(refusal(403, 'ErrorAccessDenied')).toEqual({ kind: 'access_denied' });
  });

  it.each([undefined, 'SomethingNew'])('403 with the code %s is access denied by its status', (code) => {
    expect(refusal(403, code)).toEqual({ kind: 'access_denied' });
  });

  it.each([
    [429, { 'retry-after': '1' }, true],
    [429, {}, false],
    [503, { 'retry-after': '1' }, false],
    [509, { 'retry-after': '1' }, false],
  ])('%d with the headers %j permits repeating a write: %s', (status, headers, mayRepeatWrite) => {
    expect(refusal(status, undefined, headers)).toMatchObject({ kind: 'transient', mayRepeatWrite });
  });

  it.each([
    [429, 'throttled', { 'retry-after': '7' }],
    [503, 'graph_unavailable', { 'retry-after': '7' }],
    [504, 'graph_timeout', {}],
    [509, 'throttled', { 'retry-after': '7' }],
  ])('%d is %s and may be temporary', (status, problem, headers) => {
    const answer = refusal(status, undefined, { 'retry-after': '7' });
    expect(answer).toMatchObject({ kind: 'transient', retryAfterMs: 7000, problem: { code: problem, headers } });
  });

  it.each(['ErrorInternalServerTransientError', 'ErrorInternalServerError'])(
    '400 with %s blames nobody, and may be temporary',
    (code) => {
      expect(refusalOfAnswer({ status: 400, headers: {}, code, method: 'POST' }, 0)).toMatchObject({
        kind: 'transient',
        problem: { code: 'graph_unavailable', isOutcomeUnknown: true },
      });
    },
  );

  it.each([
    ['not known', undefined],
    ['no request', 'BadRequest'],
    ['an id', 'ErrorInvalidIdMalformed'],
  ])('400 for a link, refused as %s, is the caller’s error', (_, code) => {
    for (const refusedAs of ['invalid_cursor', 'resync_required'] as const) {
      expect(refusalOfAnswer({ status: 400, headers: {}, code, refusedAs }, 0)).toMatchObject({
        kind: 'final',
        problem: { code: refusedAs },
      });
    }
  });

  it('400 without a body for a link may be temporary, and is then the caller’s error', () => {
    const answer = { status: 400, headers: {}, code: undefined, isEmpty: true, refusedAs: 'invalid_cursor' } as const;
    expect(refusalOfAnswer(answer, 0)).toMatchObject({ kind: 'transient', problem: { code: 'invalid_cursor' } });
  });

  it('400 for a search of the user is about that search', () => {
    const answer = { status: 400, headers: {}, code: 'BadRequest', refusedInput: 'search' };
    expect(refusalOfAnswer(answer, 0)).toMatchObject({
      kind: 'final',
      problem: { code: 'invalid_request', members: { errors: [{ path: 'search' }] } },
    });
  });

  it.each([500, 502, 506, 520, 521, 522, 523, 524, 529])('%d may be temporary', (status) => {
    expect(refusal(status, 'UnknownError')).toMatchObject({ kind: 'transient', problem: { code: 'graph_error' } });
  });

  it('400 without a body may be temporary, and one with a body may not', () => {
    expect(refusalOfAnswer({ status: 400, headers: {}, code: undefined, isEmpty: true }, 0).kind).toBe('transient');
    expect(refusal(400).kind).toBe('final');
  });

  it.each([undefined, 'PreconditionFailed'])('412 with the code %s is a conflict by its status', (code) => {
    expect(refusal(412, code).kind).toBe('conflict');
  });

  it.each([412, 409])('%d for a change of Exchange itself is a conflict, in any case of letters', (status) => {
    expect(refusal(status, 'errorIrresolvableConflict').kind).toBe('conflict');
  });

  it('400 for a link that Graph gave is the caller’s error', () => {
    const answer = { status: 400, headers: {}, code: 'BadRequest', refusedAs: 'invalid_cursor' } as const;
    expect(refusalOfAnswer(answer, 0)).toMatchObject({ kind: 'final', problem: { code: 'invalid_cursor' } });
  });

  it.each(['innererror', 'innerError'])('has the most detailed code, through %s', (name) => {
    const error = { code: 'generalException', [name]: { code: 'badArgument', [name]: { code: 'resyncRequired' } } };
    expect(errorCodeOf(Buffer.from(JSON.stringify({ error })))).toBe('resyncRequired');
  });

  it.each([
    ['itemNotFound', 'MailboxNotEnabledForRESTAPI', 'mailbox_unavailable'],
    ['accessDenied', 'ErrorQuotaExceeded', 'mailbox_full'],
    ['itemNotFound', 'syncStateNotFound', 'resync_required'],
    ['TooManyRequests', 'ErrorExceededMessageLimit', 'sending_limit_reached'],
    ['ErrorAccessDenied', 'ErrorAccountSuspend', 'mailbox_unavailable'],
  ])('takes the most detailed code that it knows: %s with %s is %s', (outer, inner, problem) => {
    for (const error of [
      { code: outer, innerError: { code: inner } },
      { code: outer, innererror: { code: 'SomethingNew', innerError: { code: inner } } },
      { code: outer, details: [{ code: 'SomethingNew' }, { code: inner }] },
    ]) {
      const code = errorCodeOf(Buffer.from(JSON.stringify({ error })));
      expect([code, refusal(403, code)]).toMatchObject([inner, { problem: { code: problem } }]);
    }
  });

  it.each([
    ['beside the error', '{"code":"ErrorQuotaExceeded","error":"quota"}'],
    ['without an error', '{"code":"ErrorQuotaExceeded","message":""}'],
    ['behind a byte order mark', '\uFEFF{"error":{"code":"ErrorQuotaExceeded"}}'],
  ])('finds a code %s', (_, body) => {
    expect(errorCodeOf(Buffer.from(body))).toBe('ErrorQuotaExceeded');
  });

  it('makes the client wait even when Graph does not state how long', () => {
    expect(refusal(429)).toMatchObject({ problem: { headers: { 'retry-after': '5' } } });
  });

  it.each([
    [429, false],
    [503, false],
    [504, true],
    [500, true],
    [400, false],
  ])('%d leaves the outcome unknown: %s', (status, isOutcomeUnknown) => {
    expect(refusal(status)).toMatchObject({ problem: { isOutcomeUnknown } });
  });

  it.each(['', '{', 'null', '[]', '{"error":{}}', '{"error":{"code":7}}', '<html>'])(
    'has no code in the body %j',
    (body) => {
      expect(errorCodeOf(Buffer.from(body))).toBeUndefined();
    },
  );
});

describe('no response of Graph', () => {
  it.each<[TransportFailureKind, string, boolean, 'final' | 'transient']>([
    ['timeout', 'graph_timeout', true, 'final'],
    ['unreachable', 'graph_unavailable', false, 'transient'],
    ['reset', 'graph_unavailable', true, 'transient'],
    ['too_large', 'graph_error', true, 'final'],
    ['saturated', 'graph_unavailable', false, 'final'],
  ])('%s is %s, outcome unknown: %s', (failure, code, isOutcomeUnknown, kind) => {
    expect(refusalOfFailure(new TransportFailure(failure))).toMatchObject({
      kind,
      problem: { code, isOutcomeUnknown },
    });
  });

  it.each([
    ['UND_ERR_CONNECT_TIMEOUT', 'unreachable'],
    ['ECONNREFUSED', 'unreachable'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'unreachable'],
    ['UND_ERR_HEADERS_TIMEOUT', 'timeout'],
    ['UND_ERR_SOCKET', 'reset'],
    ['ECONNRESET', 'reset'],
    [undefined, 'reset'],
  ])('%s is %s', (code, kind) => {
    expect(TransportFailure.of(Object.assign(new Error('text'), { code })).kind).toBe(kind);
  });
});
