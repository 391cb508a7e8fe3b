/**
 * Every way a request can fail, as seen from outside.
 * `docs/errors.md` describes each; `test/conventions` checks one against the other.
 */
export const problemCodes = {
  login_required: { status: 401, title: 'Sign-in is required.' },
  device_proof_required: { status: 401, title: 'The session is bound to a device that has not proved itself.' },
  consent_required: { status: 403, title: 'The user must grant a permission first.' },
  admin_consent_required: { status: 403, title: 'An administrator must grant a permission first.' },
  step_up_required: { status: 403, title: 'The user must prove their identity again.' },
  csrf_rejected: { status: 403, title: 'The request did not prove that it comes from this application.' },
  navigation_required: { status: 403, title: 'This address is for top-level navigation only.' },
  forbidden: { status: 403, title: 'The signed-in user may not do this.' },
  invalid_request: { status: 400, title: 'The request is not valid.' },
  invalid_return_url: { status: 400, title: 'The return URL is not a local path.' },
  invalid_cursor: { status: 400, title: 'The cursor does not belong to this user and query.' },
  not_found: { status: 404, title: 'There is nothing here.' },
  method_not_allowed: { status: 405, title: 'This address does not answer to that method.' },
  mailbox_unavailable: { status: 409, title: 'The account has no mailbox that can be used.' },
  mailbox_full: { status: 409, title: 'The mailbox is full.' },
  idempotency_in_progress: { status: 409, title: 'The same request is still being handled.' },
  retry_required: { status: 409, title: 'The request was not carried out; send it again.' },
  resync_required: { status: 410, title: 'The changes can no longer be told; load the folder again.' },
  request_timeout: { status: 408, title: 'The request did not arrive in time.' },
  payload_too_large: { status: 413, title: 'The request body is too large.' },
  unsupported_media_type: { status: 415, title: 'The request body has a type that is not understood here.' },
  idempotency_key_reused: { status: 422, title: 'The idempotency key was used for another request.' },
  throttled: { status: 429, title: 'Too many requests; wait before the next one.' },
  sending_limit_reached: { status: 429, title: 'The account has sent as much as it may for now.' },
  headers_too_large: { status: 431, title: 'The request headers are too large.' },
  internal_error: { status: 500, title: 'Something went wrong on our side.' },
  graph_error: { status: 502, title: 'The mail service gave an answer that is not understood.' },
  api_error: { status: 502, title: 'The API gave an answer that cannot be passed on.' },
  session_store_unavailable: { status: 503, title: 'Sessions can not be read right now.' },
  identity_provider_unavailable: { status: 503, title: 'The identity provider does not answer right now.' },
  graph_unavailable: { status: 503, title: 'The mail service is not available right now.' },
  api_unavailable: { status: 503, title: 'The API is not available.' },
  overloaded: { status: 503, title: 'The service has more to do than it can; wait before the next request.' },
  api_timeout: { status: 504, title: 'The API did not answer in time.' },
  graph_timeout: { status: 504, title: 'The mail service did not answer in time.' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemCode = keyof typeof problemCodes;
