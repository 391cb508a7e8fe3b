import type { GraphAnswer, GraphCall, GraphRoute } from '../graph-call.js';
import { GraphError } from '../graph-error.js';
import { collection } from '../lists.js';
import { requireFolder } from '../lookup.js';
import { segmentsOf } from '../router.js';
import { mailReadBasic } from '../scopes.js';
import { asString, parameter, parseJsonObject, type JsonObject } from '../shape/json-input.js';
import type { ChangeType, Subscription } from '../subscription-registry.js';

/** Mail subscriptions live for seven days at most. */
const maximumMinutes = 10_080;
const maximumClientState = 128;

function invalid(message: string): GraphError {
  return new GraphError(400, 'InvalidRequest', message);
}

function shape(subscription: Subscription): Record<string, unknown> {
  return {
    id: subscription.id,
    resource: subscription.resource,
    applicationId: subscription.applicationId,
    changeType: subscription.changeTypes.join(','),
    clientState: subscription.clientState,
    notificationUrl: subscription.notificationUrl,
    notificationQueryOptions: null,
    lifecycleNotificationUrl: subscription.lifecycleNotificationUrl,
    expirationDateTime: new Date(subscription.expiresAt).toISOString(),
    creatorId: subscription.user.oid,
    includeResourceData: null,
    latestSupportedTlsVersion: 'v1_2',
    encryptionCertificate: null,
    encryptionCertificateId: null,
    notificationUrlAppId: null,
  };
}

function answer(call: GraphCall, subscription: Subscription, status: number): GraphAnswer {
  return {
    status,
    body: { '@odata.context': `${call.root}/$metadata#subscriptions/$entity`, ...shape(subscription) },
  };
}

function readExpiry(call: GraphCall, body: JsonObject): number {
  const value = parameter(body, 'expirationDateTime');
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(at)) {
    throw invalid("The value for 'expirationDateTime' is missing or malformed.");
  }
  const minutes = (at - call.now) / 60_000;
  if (minutes <= 0) {
    throw invalid('Subscription expiration must be in the future.');
  }
  if (minutes > maximumMinutes) {
    throw invalid(`Subscription expiration can only be ${maximumMinutes} minutes in the future.`);
  }
  return at;
}

/** https, or http on this machine only. */
function readUrl(value: unknown, name: string): string {
  const text = typeof value === 'string' ? value : '';
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isLocal = url?.protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (url?.protocol !== 'https:' && !isLocal) {
    throw invalid(`The '${name}' must be an https address.`);
  }
  return text;
}

function readChangeTypes(value: unknown): readonly ChangeType[] {
  const names = typeof value === 'string' ? value.split(',').map((each) => each.trim().toLowerCase()) : [];
  const types = (['created', 'updated', 'deleted'] as const).filter((type) => names.includes(type));
  if (types.length === 0 || types.length !== names.length) {
    throw invalid("The value for 'changeType' is invalid.");
  }
  return types;
}

/** `me/messages`, `me/mailFolders('inbox')/messages`, or the same below `users/{id}`. */
function readFolder(call: GraphCall, resource: string): string | undefined {
  const [root = '', ...rest] = segmentsOf(resource);
  const segments = root.toLowerCase() === 'users' ? rest.slice(1) : rest;
  const owner = root.toLowerCase() === 'users' ? rest[0] : call.caller.user.oid;
  const isOwn = owner === call.caller.user.oid || owner?.toLowerCase() === call.caller.user.username.toLowerCase();
  const [first = '', folder = '', last = ''] = segments;
  if (!['me', 'users'].includes(root.toLowerCase())) {
    throw invalid(`Invalid resource '${resource}'.`);
  }
  if (!isOwn) {
    throw new GraphError(403, 'ErrorAccessDenied', 'Access is denied. Check credentials and try again.');
  }
  if (segments.length === 1 && first.toLowerCase() === 'messages') {
    return undefined;
  }
  if (first.toLowerCase() === 'mailfolders' && last.toLowerCase() === 'messages') {
    return requireFolder(call, folder).id;
  }
  throw invalid(`Invalid resource '${resource}'.`);
}

async function create(call: GraphCall): Promise<GraphAnswer> {
  const body = parseJsonObject(call.body);
  const resource = asString(parameter(body, 'resource') ?? '');
  const clientState = parameter(body, 'clientState');
  const lifecycleUrl = parameter(body, 'lifecycleNotificationUrl');
  if (parameter(body, 'includeResourceData') === true) {
    throw invalid('Notifications with resource data are not offered by this sandbox.');
  }
  if (typeof clientState === 'string' && clientState.length > maximumClientState) {
    throw invalid(`The 'clientState' may have at most ${maximumClientState} characters.`);
  }
  const draft = {
    user: call.caller.user,
    applicationId: call.caller.clientId,
    resource,
    folderId: readFolder(call, resource),
    changeTypes: readChangeTypes(parameter(body, 'changeType')),
    notificationUrl: readUrl(parameter(body, 'notificationUrl'), 'notificationUrl'),
    lifecycleNotificationUrl:
      lifecycleUrl === undefined || lifecycleUrl === null ? null : readUrl(lifecycleUrl, 'lifecycleNotificationUrl'),
    clientState: typeof clientState === 'string' ? clientState : null,
    immutableIds: call.prefer.immutableIds,
    expiresAt: readExpiry(call, body),
  };
  const { subscriptions } = call.graphState;
  await subscriptions.handshake(draft.notificationUrl);
  if (draft.lifecycleNotificationUrl !== null) {
    await subscriptions.handshake(draft.lifecycleNotificationUrl);
  }
  return answer(call, subscriptions.add(draft), 201);
}

function isMine(call: GraphCall, subscription: Subscription): boolean {
  return subscription.user.oid === call.caller.user.oid && subscription.applicationId === call.caller.clientId;
}

function requireSubscription(call: GraphCall): Subscription {
  const subscription = call.graphState.subscriptions.find(call.param('subscription'));
  if (subscription !== undefined && isMine(call, subscription)) {
    return subscription;
  }
  throw new GraphError(404, 'ResourceNotFound', 'The object was not found.');
}

async function renew(call: GraphCall): Promise<GraphAnswer> {
  const subscription = requireSubscription(call);
  const body = parseJsonObject(call.body);
  const url = parameter(body, 'notificationUrl');
  if (url !== undefined) {
    const checked = readUrl(url, 'notificationUrl');
    await call.graphState.subscriptions.handshake(checked);
    subscription.notificationUrl = checked;
  }
  if (url === undefined || parameter(body, 'expirationDateTime') !== undefined) {
    subscription.expiresAt = readExpiry(call, body);
  }
  return answer(call, subscription, 200);
}

function remove(call: GraphCall): GraphAnswer {
  call.graphState.subscriptions.remove(requireSubscription(call).id);
  return { status: 204 };
}

function reauthorize(call: GraphCall): GraphAnswer {
  requireSubscription(call);
  return { status: 204 };
}

function list(call: GraphCall): GraphAnswer {
  return {
    status: 200,
    body: collection(
      `${call.root}/$metadata#subscriptions`,
      call.graphState.subscriptions
        .all()
        .filter((subscription) => isMine(call, subscription))
        .map(shape),
      {},
    ),
  };
}

export const subscriptionRoutes: readonly GraphRoute[] = [
  { method: 'GET', template: '/subscriptions', scopes: [], handle: list },
  { method: 'POST', template: '/subscriptions', scopes: mailReadBasic, handle: create },
  {
    method: 'GET',
    template: '/subscriptions/{subscription}',
    scopes: [],
    handle: (call) => answer(call, requireSubscription(call), 200),
  },
  { method: 'PATCH', template: '/subscriptions/{subscription}', scopes: mailReadBasic, handle: renew },
  { method: 'DELETE', template: '/subscriptions/{subscription}', scopes: [], handle: remove },
  {
    method: 'POST',
    template: '/subscriptions/{subscription}/reauthorize',
    scopes: mailReadBasic,
    handle: reauthorize,
  },
];
