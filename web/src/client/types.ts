import type { paths } from './schema.gen.js';

type Json<Response> = Response extends { content: { 'application/json': infer Body } } ? Body : never;
type Success<Operation> = Operation extends { responses: infer Responses }
  ? Json<Responses[Extract<keyof Responses, 200 | 201>]>
  : never;
type RequestBody<Operation> = Operation extends { requestBody?: infer Body } ? Json<NonNullable<Body>> : never;
type Query<Operation> = Operation extends { parameters: { query?: infer Params } } ? NonNullable<Params> : never;

// All types are derived from paths, so a regenerated schema may rename its components.
export type SessionState = Success<paths['/auth/session']['get']>;
export type SignedIn = Extract<SessionState, { authenticated: true }>;
export type SessionUser = SignedIn['user'];
export type Permission = Success<paths['/auth/permissions']['get']>['permissions'][number];
export type PermissionState = Permission['state'];
export type Interaction = Success<paths['/auth/interactions']['post']>;
type InteractionRequestBody = RequestBody<paths['/auth/interactions']['post']>;
export type SessionSummary = Success<paths['/auth/sessions']['get']>['sessions'][number];

export type Me = Success<paths['/api/me']['get']>;
export type FolderPage = Success<paths['/api/mail/folders']['get']>;
export type Folder = FolderPage['items'][number];
export type FolderQuery = Query<paths['/api/mail/folders']['get']>;
export type NewFolder = RequestBody<paths['/api/mail/folders']['post']>;
export type FolderChange = RequestBody<paths['/api/mail/folders/{id}']['patch']>;
export type Category = Success<paths['/api/mail/categories']['get']>['items'][number];
export type MessagePage = Success<paths['/api/mail/messages']['get']>;
export type MessageSummary = MessagePage['items'][number];
export type Message = Success<paths['/api/mail/messages/{id}']['get']>;
export type Attachment = Message['attachments'][number];
export type OutgoingMessage = RequestBody<paths['/api/mail/messages']['post']>;
/** An address in received and sent messages: sending doesn't require the name. */
export type Address = NonNullable<OutgoingMessage['to']>[number];
export type Importance = MessageSummary['importance'];

export type MessageQuery = Query<paths['/api/mail/messages']['get']>;
export type Reply = RequestBody<paths['/api/mail/messages/{id}/reply']['post']>;
export type Forward = RequestBody<paths['/api/mail/messages/{id}/forward']['post']>;
export type MessagePatch = RequestBody<paths['/api/mail/messages/{id}']['patch']>;
export type PermissionName = InteractionRequestBody['permissions'][number];
export type DraftInput = RequestBody<paths['/api/mail/drafts']['post']>;
export type DraftChange = RequestBody<paths['/api/mail/drafts/{id}']['patch']>;
export type ChangesQuery = Query<paths['/api/mail/changes']['get']>;
export type Changes = Success<paths['/api/mail/changes']['get']>;
export type MessageActionRequest = RequestBody<paths['/api/mail/messages/actions']['post']>;
export type MessageActionResult = Success<paths['/api/mail/messages/actions']['post']>['results'][number];
