import type { GraphAnswer, GraphCall, GraphRoute } from '../graph-call.js';
import { badRequest, GraphError } from '../graph-error.js';
import { collection, contextOf, pageOf, selected } from '../lists.js';
import { isMade, requireFolder, requirePermanentDelete } from '../lookup.js';
import type { MailFolder } from '../mailbox/folders.js';
import { parseSelect } from '../odata/select.js';
import { mailReadBasic, mailWrite } from '../scopes.js';
import { folderProperties, folderShape } from '../shape/folder-shape.js';
import { asBoolean, asString, parameter, parseJsonObject } from '../shape/json-input.js';

const TYPE = 'microsoft.graph.mailFolder';

function selectOf(call: GraphCall): readonly string[] | undefined {
  return parseSelect(call.query.get('select'), folderProperties, TYPE);
}

/** Clients filter folders by the display name only: by equality, or by its beginning. */
function folderFilter(expression: string | undefined): (folder: MailFolder) => boolean {
  if (expression === undefined) {
    return () => true;
  }
  const [, equal] = /^\s*displayName\s+eq\s+'((?:[^']|'')*)'\s*$/i.exec(expression) ?? [];
  const [, start] = /^\s*startswith\(\s*displayName\s*,\s*'((?:[^']|'')*)'\s*\)\s*$/i.exec(expression) ?? [];
  const wanted = (equal ?? start)?.replaceAll("''", "'").toLowerCase();
  if (wanted === undefined) {
    throw badRequest(`Invalid filter clause: '${expression}'.`);
  }
  return ({ displayName }) =>
    equal === undefined ? displayName.toLowerCase().startsWith(wanted) : displayName.toLowerCase() === wanted;
}

function listUnder(call: GraphCall, parentId: string, context: string): GraphAnswer {
  const select = selectOf(call);
  const includeHidden = call.query.parameter('includeHiddenFolders') === 'true';
  const matches = folderFilter(call.query.get('filter'));
  const folders = call.mailbox.folders
    .childrenOf(parentId)
    .filter((folder) => isMade(call, folder) && (includeHidden || !folder.isHidden) && matches(folder));
  const page = pageOf(call, folders);
  return {
    status: 200,
    body: collection(
      contextOf(call, `${context}${selected(select)}`),
      page.items.map((folder) => folderShape(folder, call.mailbox, select)),
      { nextLink: page.nextLink, count: call.query.flag('count') ? folders.length : undefined },
    ),
  };
}

function oneFolder(call: GraphCall, folder: MailFolder, status = 200): GraphAnswer {
  const select = selectOf(call);
  const context = contextOf(call, `/mailFolders${selected(select)}/$entity`);
  return { status, body: { '@odata.context': context, ...folderShape(folder, call.mailbox, select) } };
}

function create(call: GraphCall, parentId: string): GraphAnswer {
  const body = parseJsonObject(call.body);
  const displayName = asString(parameter(body, 'displayName') ?? '').trim();
  if (displayName === '') {
    throw new GraphError(400, 'ErrorRequiredPropertyMissing', "Required property 'DisplayName' is missing.");
  }
  checkName(call, displayName, parentId);
  const hidden = parameter(body, 'isHidden');
  return oneFolder(
    call,
    call.mailbox.folders.add(displayName, parentId, hidden === undefined ? false : asBoolean(hidden)),
    201,
  );
}

function checkName(call: GraphCall, displayName: string, parentId: string): void {
  const siblings = call.mailbox.folders.childrenOf(parentId);
  if (siblings.some((each) => each.displayName.toLowerCase() === displayName.toLowerCase())) {
    throw new GraphError(409, 'ErrorFolderExists', 'A folder with the specified name already exists.');
  }
}

function requireOwnFolder(call: GraphCall): MailFolder {
  const folder = requireFolder(call);
  if (folder.wellKnownName === null) {
    return folder;
  }
  throw new GraphError(400, 'ErrorDeleteDistinguishedFolder', 'Distinguished folders cannot be changed.');
}

function rename(call: GraphCall): GraphAnswer {
  const folder = requireOwnFolder(call);
  const displayName = asString(parameter(parseJsonObject(call.body), 'displayName'));
  if (displayName !== folder.displayName) {
    checkName(call, displayName, folder.parentId);
  }
  folder.displayName = displayName;
  return oneFolder(call, folder);
}

/** Moves the folder and its content to Deleted Items. From there, it is deleted permanently. */
function remove(call: GraphCall): GraphAnswer {
  const folder = requireOwnFolder(call);
  const { folders } = call.mailbox;
  const deleted = folders.wellKnown('deleteditems').id;
  if (folders.subtree(deleted).includes(folder.id)) {
    call.mailbox.removeFolder(folder.id);
  } else {
    folder.parentId = deleted;
  }
  return { status: 204 };
}

function removeForGood(call: GraphCall): GraphAnswer {
  requirePermanentDelete(call);
  call.mailbox.removeFolder(requireOwnFolder(call).id);
  return { status: 204 };
}

function move(call: GraphCall): GraphAnswer {
  const folder = requireOwnFolder(call);
  const target = requireFolder(call, asString(parameter(parseJsonObject(call.body), 'destinationId')));
  if (call.mailbox.folders.subtree(folder.id).includes(target.id)) {
    throw new GraphError(400, 'ErrorMoveCopyFailed', 'A folder cannot be moved into itself.');
  }
  checkName(call, folder.displayName, target.id);
  folder.parentId = target.id;
  return oneFolder(call, folder, 201);
}

export const folderRoutes: readonly GraphRoute[] = [
  {
    method: 'GET',
    template: '/me/mailFolders',
    scopes: mailReadBasic,
    handle: (call) => listUnder(call, call.mailbox.folders.rootId, '/mailFolders'),
  },
  {
    method: 'POST',
    template: '/me/mailFolders',
    scopes: mailWrite,
    handle: (call) => create(call, call.mailbox.folders.rootId),
  },
  {
    method: 'GET',
    template: '/me/mailFolders/{folder}',
    scopes: mailReadBasic,
    handle: (call) => oneFolder(call, requireFolder(call)),
  },
  { method: 'PATCH', template: '/me/mailFolders/{folder}', scopes: mailWrite, handle: rename },
  { method: 'DELETE', template: '/me/mailFolders/{folder}', scopes: mailWrite, handle: remove },
  {
    method: 'POST',
    template: '/me/mailFolders/{folder}/permanentDelete',
    scopes: mailWrite,
    handle: removeForGood,
  },
  { method: 'POST', template: '/me/mailFolders/{folder}/move', scopes: mailWrite, handle: move },
  {
    method: 'GET',
    template: '/me/mailFolders/{folder}/childFolders',
    scopes: mailReadBasic,
    handle(call) {
      const parent = requireFolder(call);
      return listUnder(call, parent.id, `/mailFolders('${encodeURIComponent(call.param('folder'))}')/childFolders`);
    },
  },
  {
    method: 'POST',
    template: '/me/mailFolders/{folder}/childFolders',
    scopes: mailWrite,
    handle: (call) => create(call, requireFolder(call).id),
  },
];
