import { Readable } from 'node:stream';
import type { GraphAnswer, GraphCall, GraphRoute } from '../graph-call.js';
import { GraphError } from '../graph-error.js';
import { addressOf } from '../graph-state.js';
import { checkIfMatch, requireFolder, requireMessage } from '../lookup.js';
import { composed } from '../mailbox/delivery.js';
import { mimeSource } from '../mailbox/mime-write.js';
import { oneMessage } from '../message-answers.js';
import { mailRead, mailReadBasic, mailWrite } from '../scopes.js';
import { parseJsonObject } from '../shape/json-input.js';
import { checkWritable, readMessage } from '../shape/message-input.js';
import { isMime, readMimeBody } from './mime-body.js';
import { countAll, countFolder, listAll, listFolder } from './message-list.js';

function get(call: GraphCall): GraphAnswer {
  return oneMessage(call, requireMessage(call));
}

function source(call: GraphCall): GraphAnswer {
  const body = Readable.from(mimeSource(requireMessage(call)), { objectMode: false });
  return { status: 200, headers: { 'content-type': 'text/plain' }, body };
}

/** Against the documentation: microsoftgraph/microsoft-graph-docs-contrib#776, #2755, #5546. */
function sourceInFolder(): GraphAnswer {
  throw new GraphError(405, 'ErrorInvalidRequest', 'The OData request is not supported.');
}

/** A message that a client creates is a draft, whichever folder it is created in. */
function create(call: GraphCall, folderId: string): GraphAnswer {
  const changes = isMime(call) ? readMimeBody(call) : readMessage(parseJsonObject(call.body), call.now);
  const item = call.mailbox.add(
    { ...composed(changes, addressOf(call.caller.user), call.now), isDraft: true },
    folderId,
  );
  return oneMessage(call, item, 201);
}

function update(call: GraphCall): GraphAnswer {
  const item = requireMessage(call);
  checkIfMatch(call, item);
  const changes = readMessage(parseJsonObject(call.body), call.now);
  if (changes.attachments !== undefined) {
    throw new GraphError(400, 'ErrorInvalidPropertySet', 'Attachments are changed by their own requests.');
  }
  checkWritable(changes, item.isDraft);
  if (Object.keys(changes).length > 0) {
    call.mailbox.update(item, changes);
  }
  return oneMessage(call, item);
}

/** Moves the message to Deleted Items, and from there to the recoverable items. */
function remove(call: GraphCall): GraphAnswer {
  const item = requireMessage(call);
  checkIfMatch(call, item);
  const { folders } = call.mailbox;
  const deleted = folders.wellKnown('deleteditems').id;
  const isDeleted = folders.subtree(deleted).includes(item.folderId);
  call.mailbox.move(item, isDeleted ? folders.wellKnown('recoverableitemsdeletions').id : deleted);
  return { status: 204 };
}

function under(folder: string, routes: readonly GraphRoute[]): readonly GraphRoute[] {
  return routes.map((route) => ({ ...route, template: route.template.replace('/me', `/me/mailFolders/${folder}`) }));
}

const BOTH: readonly GraphRoute[] = [
  { method: 'GET', template: '/me/messages/{message}', scopes: mailReadBasic, handle: get },
  { method: 'PATCH', template: '/me/messages/{message}', scopes: mailWrite, handle: update },
  { method: 'DELETE', template: '/me/messages/{message}', scopes: mailWrite, handle: remove },
];

export const messageRoutes: readonly GraphRoute[] = [
  { method: 'GET', template: '/me/messages', scopes: mailReadBasic, handle: listAll },
  { method: 'GET', template: '/me/messages/$count', scopes: mailReadBasic, handle: countAll },
  {
    method: 'POST',
    template: '/me/messages',
    scopes: mailWrite,
    handle: (call) => create(call, call.mailbox.folders.wellKnown('drafts').id),
  },
  { method: 'GET', template: '/me/mailFolders/{folder}/messages', scopes: mailReadBasic, handle: listFolder },
  { method: 'GET', template: '/me/mailFolders/{folder}/messages/$count', scopes: mailReadBasic, handle: countFolder },
  {
    method: 'POST',
    template: '/me/mailFolders/{folder}/messages',
    scopes: mailWrite,
    handle: (call) => create(call, requireFolder(call).id),
  },
  ...BOTH,
  ...under('{folder}', BOTH),
  { method: 'GET', template: '/me/messages/{message}/$value', scopes: mailRead, handle: source },
  {
    method: 'GET',
    template: '/me/mailFolders/{folder}/messages/{message}/$value',
    scopes: mailRead,
    handle: sourceInFolder,
  },
];
