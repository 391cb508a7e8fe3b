/**
 * The requests to Entra and Graph. They change only drafts that the script has created itself, which are deleted again, and
 * send no mail. `{name}` is replaced with a value from an earlier response.
 */

const json = { 'content-type': 'application/json' };
const draft = { subject: 'observe', body: { contentType: 'text', content: 'observe' } };
function file(name, bytes) {
  return {
    '@odata.type': '#microsoft.graph.fileAttachment',
    name,
    contentBytes: Buffer.alloc(bytes, 'x').toString('base64'),
  };
}

/** Forms for the token endpoint, in addition to the client's own credentials. */
export const tokenCalls = [
  [
    'code-again',
    'redemption',
    { grant_type: 'authorization_code', code: '{code}', redirect_uri: '{redirectUri}', code_verifier: '{verifier}' },
  ],
  ['code-garbage', 'redemption', { grant_type: 'authorization_code', code: 'garbage', redirect_uri: '{redirectUri}' }],
  [
    'refresh',
    'refresh',
    { grant_type: 'refresh_token', refresh_token: '{refreshToken}', scope: 'User.Read openid profile offline_access' },
  ],
  [
    'refresh-not-granted',
    'refusal that is about consent',
    { grant_type: 'refresh_token', refresh_token: '{refreshToken}', scope: 'Mail.Send offline_access' },
  ],
  [
    'refresh-unknown-scope',
    'a scope that the tenant does not know',
    { grant_type: 'refresh_token', refresh_token: '{refreshToken}', scope: 'Mail.Teleport' },
  ],
  [
    'refresh-needs-administrator',
    'administrator',
    { grant_type: 'refresh_token', refresh_token: '{refreshToken}', scope: 'Group.Read.All' },
  ],
  [
    'refresh-unknown-resource',
    'a resource that the tenant does not know',
    { grant_type: 'refresh_token', refresh_token: '{refreshToken}', scope: 'https://nothing.example.com/.default' },
  ],
  [
    'refresh-two-resources',
    'several resources',
    {
      grant_type: 'refresh_token',
      refresh_token: '{refreshToken}',
      scope: 'User.Read https://outlook.office.com/Mail.Read',
    },
  ],
  [
    'refresh-garbage',
    'the grant is dead',
    { grant_type: 'refresh_token', refresh_token: 'garbage', scope: 'User.Read' },
  ],
  ['no-grant-type', 'malformed', { refresh_token: '{refreshToken}' }],
  ['unknown-grant-type', 'malformed', { grant_type: 'nothing' }],
  ['no-refresh-token', 'malformed', { grant_type: 'refresh_token', scope: 'User.Read' }],
  [
    'wrong-secret',
    'our own credentials',
    { grant_type: 'refresh_token', refresh_token: '{refreshToken}', client_secret: 'wrong' },
  ],
  [
    'wrong-client',
    'our own credentials',
    { grant_type: 'refresh_token', refresh_token: '{refreshToken}', client_id: '00000000-1111-4222-8333-444444444444' },
  ],
];

/** Parameters for the authorize endpoint, in addition to the usual ones. Nobody is signed in. */
export const authorizeCalls = [
  ['prompt-none', 'nobody is signed in', { prompt: 'none' }],
  [
    'prompt-none-unknown-scope',
    'a scope that the tenant does not know',
    { prompt: 'none', scope: 'openid Mail.Teleport' },
  ],
  ['prompt-unknown', 'malformed', { prompt: 'nothing' }],
  ['response-type-token', 'malformed', { response_type: 'token' }],
  ['response-type-missing', 'malformed', { response_type: '' }],
  ['redirect-uri-unknown', 'configuration', { redirect_uri: 'http://localhost:1/nothing' }],
  ['client-unknown', 'configuration', { client_id: '00000000-1111-4222-8333-444444444444' }],
];

function get(id, kind, path, headers = {}) {
  return { id, kind, method: 'GET', path, headers };
}
function send(method, id, kind, path, body, more = {}) {
  return { id, kind, method, path, body, ...more };
}
function post(...rest) {
  return send('POST', ...rest);
}
const message = '/me/messages/{draft}';
const upload = { isUpload: true };

export const graphCalls = [
  { ...get('no-token', 'no token', '/me'), token: '' },
  { ...get('broken-token', 'no token', '/me'), token: 'broken' },
  get('me', 'profile', '/me'),
  get('me-gzip', 'compression', '/me', { 'accept-encoding': 'gzip' }),
  get('photo', 'photo', '/me/photo/$value'),
  get('photo-size', 'photo', '/me/photos/1x1/$value'),
  get('unknown-segment', 'unknown path', '/me/nothing'),
  send('DELETE', 'wrong-method', 'unknown path', '/me/messages'),
  get('folders', 'folders', '/me/mailFolders?$top=1'),
  get('folder-inbox', 'folders', '/me/mailFolders/inbox'),
  get('folder-unknown', 'folders', '/me/mailFolders/nothing'),
  get('folders-unknown-property', 'malformed', '/me/mailFolders?$select=nothing'),
  get('messages', 'list', '/me/mailFolders/inbox/messages?$top=1&$select=id,subject'),
  get('messages-top-0', 'malformed', '/me/messages?$top=0'),
  get('messages-top-5000', 'malformed', '/me/messages?$top=5000'),
  get('messages-unknown-property', 'malformed', '/me/messages?$select=nothing'),
  get('messages-bad-filter', 'malformed', '/me/messages?$filter=nothing%20eq'),
  get('messages-inefficient', 'list', '/me/messages?$filter=isRead%20eq%20false&$orderby=subject&$top=1'),
  get('messages-search-order', 'list', '/me/messages?$search=%22x%22&$orderby=receivedDateTime'),
  get('messages-search-phrase', 'list', '/me/messages?$search=%22%5C%22a%20b%5C%22%22&$top=1&$select=id'),
  get('messages-skiptoken', 'a link that Graph gave and then refuses', '/me/messages?$skiptoken=nothing'),
  get('message-malformed-id', 'no such thing', '/me/messages/nothing'),
  get('message-odd-id', 'no such thing', '/me/messages/a%2Fb%2Bc%3D'),
  post('draft', 'draft', '/me/messages', draft, { keep: { draft: 'id', etag: '@odata.etag' } }),
  get('draft-immutable', 'ids', message, { prefer: 'IdType="ImmutableId"' }),
  send('PATCH', 'draft-at-once', 'Exchange changed the item itself', message, { subject: 'observe 2' }),
  send(
    'PATCH',
    'draft-stale',
    'conflict',
    message,
    { subject: 'observe 3' },
    { headers: { ...json, 'if-match': '{etag}' } },
  ),
  send('PATCH', 'draft-unknown-property', 'malformed', message, { nothing: 1 }),
  send('PATCH', 'draft-no-json', 'malformed', message, '{'),
  post('attachment', 'attachments', `${message}/attachments`, file('a.txt', 10), { keep: { attachment: 'id' } }),
  get('attachments', 'attachments', `${message}/attachments`),
  get('attachment-value', 'attachments', `${message}/attachments/{attachment}/$value`),
  post('attachment-3mb', 'sizes', `${message}/attachments`, file('b.bin', 3_145_700)),
  post('session-small', 'sizes', `${message}/attachments/createUploadSession`, {
    AttachmentItem: { attachmentType: 'file', name: 'c', size: 1000 },
  }),
  post('session-2mb', 'sizes', `${message}/attachments/createUploadSession`, {
    AttachmentItem: { attachmentType: 'file', name: 'd', size: 2_097_152 },
  }),
  post(
    'session',
    'upload session',
    `${message}/attachments/createUploadSession`,
    { AttachmentItem: { attachmentType: 'file', name: 'e', size: 4_000_000 } },
    { keep: { uploadUrl: 'uploadUrl' } },
  ),
  { ...get('upload-get', 'a GET of the upload URL', '{uploadUrl}'), ...upload },
  send('PUT', 'upload-out-of-order', 'a range out of order', '{uploadUrl}', 'x', {
    ...upload,
    headers: { 'content-range': 'bytes 100-100/4000000' },
  }),
  send('PUT', 'upload-bad-range', 'a bad range', '{uploadUrl}', 'x', {
    ...upload,
    headers: { 'content-range': 'nothing' },
  }),
  send('DELETE', 'upload-delete', 'an upload that is given up', '{uploadUrl}', undefined, upload),
  { ...get('upload-gone', 'an upload that vanished', '{uploadUrl}'), ...upload },
  post('move-unknown', 'no such thing', `${message}/move`, { destinationId: 'nothing' }),
  post('send-not-granted', 'no right', `${message}/send`, undefined),
  post('send-mail-not-granted', 'no right', '/me/sendMail', { message: { ...draft, toRecipients: [] } }),
  get('delta', 'delta', '/me/mailFolders/drafts/messages/delta?$select=id&$top=1'),
  get('delta-garbage', 'sync state lost', '/me/mailFolders/drafts/messages/delta?$deltatoken=nothing'),
  get('delta-search', 'malformed', '/me/mailFolders/drafts/messages/delta?$search=%22x%22'),
  post('batch', 'batch', '/$batch', {
    requests: ['inbox', 'nothing'].map((id) => ({ id, method: 'GET', url: `/me/mailFolders/${id}` })),
  }),
  post('batch-21', 'batch', '/$batch', {
    requests: Array.from({ length: 21 }, (_, id) => ({ id: String(id), method: 'GET', url: '/me' })),
  }),
  post('batch-empty', 'batch', '/$batch', {}),
  get('settings-not-granted', 'no right', '/me/mailboxSettings'),
  get('people-not-granted', 'no right', '/me/people'),
  get('users-not-granted', 'no right', '/users?$top=1'),
  get('calendar-not-granted', 'no right', '/me/events?$top=1'),
  post('subscription-http', 'notifications', '/subscriptions', {
    changeType: 'created',
    notificationUrl: 'http://example.com/',
    resource: 'me/messages',
    expirationDateTime: '{soon}',
  }),
  post('move', 'draft', `${message}/move`, { destinationId: 'archive' }, { keep: { draft: 'id' } }),
  send('DELETE', 'delete', 'draft', message, undefined),
  get('deleted', 'no such thing', message),
  post('draft-2', 'draft', '/me/messages', draft, { keep: { draft: 'id' } }),
  post('permanent-delete', 'not in every cloud', `${message}/permanentDelete`, undefined),
  get('permanently-deleted', 'no such thing', message),
];
