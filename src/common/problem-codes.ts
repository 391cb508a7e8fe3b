/**
 * Every way in which a request can fail, as the client sees it. `docs/errors.md` describes each; `test/conventions`
 * checks one against the other.
 */
export const problemCodes = {
  login_required: { status: 401, title: 'The user must sign in.' },
  device_proof_required: { status: 401, title: 'The session is bound to a device, and the request lacks its proof.' },
  consent_required: { status: 403, title: 'The user must grant a permission first.' },
  admin_consent_required: { status: 403, title: 'An administrator must grant a permission first.' },
  step_up_required: { status: 403, title: 'The user must reauthenticate.' },
  csrf_rejected: { status: 403, title: 'The request lacks X-CSRF, or comes from another origin.' },
  navigation_required: { status: 403, title: 'This URL is for top-level navigation only.' },
  forbidden: { status: 403, title: "The signed-in user isn't allowed to do this." },
  invalid_request: { status: 400, title: 'The request is invalid.' },
  invalid_return_url: { status: 400, title: "The return URL isn't a local path." },
  invalid_cursor: { status: 400, title: "The cursor isn't valid for this user and query." },
  not_found: { status: 404, title: 'Not found.' },
  method_not_allowed: { status: 405, title: 'Method not allowed for this URL.' },
  mailbox_unavailable: { status: 409, title: 'The account has no usable mailbox.' },
  mailbox_full: { status: 409, title: 'The mailbox is full.' },
  idempotency_in_progress: { status: 409, title: 'The same request is still in progress.' },
  retry_required: { status: 409, title: "The request wasn't carried out; send it again." },
  resync_required: { status: 410, title: 'The changes are no longer available; load the folder again.' },
  unknown_host: { status: 421, title: 'This host belongs to no frontend.' },
  request_timeout: { status: 408, title: 'The request took too long to arrive.' },
  payload_too_large: { status: 413, title: 'The request body is too large.' },
  unsupported_media_type: { status: 415, title: "The media type of the request body isn't supported." },
  idempotency_key_reused: { status: 422, title: 'The idempotency key was used for another request.' },
  throttled: { status: 429, title: 'Too many requests; retry later.' },
  sending_limit_reached: { status: 429, title: 'The account has reached its sending limit.' },
  headers_too_large: { status: 431, title: 'The request headers are too large.' },
  internal_error: { status: 500, title: 'The service failed to handle the request.' },
  graph_error: { status: 502, title: 'The mail service returned an unexpected response.' },
  api_error: { status: 502, title: "The API returned a response that can't be passed on." },
  session_store_unavailable: { status: 503, title: 'The session store is unavailable.' },
  identity_provider_unavailable: { status: 503, title: 'The identity provider is unavailable.' },
  graph_unavailable: { status: 503, title: 'The mail service is unavailable.' },
  api_unavailable: { status: 503, title: 'The API is unavailable.' },
  overloaded: { status: 503, title: 'The service is overloaded; retry later.' },
  api_timeout: { status: 504, title: 'The API took too long to respond.' },
  graph_timeout: { status: 504, title: 'The mail service took too long to respond.' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemCode = keyof typeof problemCodes;
