import type { SandboxUser } from '../../model.js';
import type { GraphAnswer, GraphCall, GraphRoute } from '../graph-call.js';
import { badRequest, GraphError } from '../graph-error.js';
import { addressOf } from '../graph-state.js';
import { collection, contextOf, pageOf } from '../lists.js';
import { guidFrom } from '../mailbox/ids.js';
import type { Address } from '../mailbox/mail-item.js';
import { parseSelect, pick } from '../odata/select.js';
import { peopleRead, usersRead } from '../scopes.js';
import { photoOf } from '../seed/photo.js';
import { contactOf, userProperties, userShape } from '../shape/user-shape.js';

const personProperties: readonly string[] = [
  'id',
  'displayName',
  'givenName',
  'surname',
  'jobTitle',
  'department',
  'companyName',
  'officeLocation',
  'phones',
  'userPrincipalName',
  'scoredEmailAddresses',
  'personType',
];

function colleaguesOf(call: GraphCall): readonly SandboxUser[] {
  return call.graphState.deps.directory
    .users()
    .filter(({ tid, accountType }) => tid === call.caller.tid && accountType === 'work');
}

/** Whether a part of the name or of the address begins with each word. */
function matches(search: string): (text: string) => boolean {
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return (text) => {
    const parts = text.toLowerCase().split(/[\s.@<>"]+/);
    return words.every((word) => parts.some((part) => part.startsWith(word)) || text.toLowerCase().startsWith(word));
  };
}

/** The people whom the owner wrote to, the most frequent first, without the owner. */
function correspondents(call: GraphCall): readonly { readonly address: Address; readonly score: number }[] {
  const owner = addressOf(call.caller.user).address.toLowerCase();
  const counts = new Map<string, { address: Address; score: number }>();
  const sent = call.mailbox.itemsIn(call.mailbox.folders.wellKnown('sentitems').id);
  for (const { to, cc } of sent) {
    for (const address of [...to, ...cc]) {
      const key = address.address.toLowerCase();
      if (key === '' || key === owner) {
        continue;
      }
      const known = counts.get(key) ?? { address, score: 0 };
      counts.set(key, { ...known, score: known.score + 1 });
    }
  }
  return [...counts.values()].sort((left, right) => right.score - left.score);
}

/** https://learn.microsoft.com/graph/people-example: relevant people, by the user's own mail. */
function people(call: GraphCall): GraphAnswer {
  const select = parseSelect(call.query.get('select'), personProperties, 'microsoft.graph.person');
  const search = call.query.get('search')?.replace(/^"|"$/g, '') ?? '';
  const isWanted = matches(search);
  const found = correspondents(call).filter(({ address }) => isWanted(`${address.name} ${address.address}`));
  const page = pageOf(call, found);
  const users = colleaguesOf(call);
  return {
    status: 200,
    body: collection(
      contextOf(call, '/people'),
      page.items.map(({ address, score }) => {
        const user = users.find(({ mail }) => mail?.toLowerCase() === address.address.toLowerCase());
        const shape = {
          id: user?.oid ?? guidFrom(`person:${address.address}`),
          displayName: address.name,
          givenName: user?.givenName ?? null,
          surname: user?.surname ?? null,
          jobTitle: user?.jobTitle ?? null,
          department: null,
          companyName: user === undefined ? null : contactOf(user).companyName,
          officeLocation: user === undefined ? null : contactOf(user).officeLocation,
          phones: (user === undefined ? [] : contactOf(user).businessPhones).map((number) => ({
            type: 'business',
            number,
          })),
          userPrincipalName: user?.username ?? null,
          scoredEmailAddresses: [
            { address: address.address, relevanceScore: score, selectionLikelihood: 'notSpecified' },
          ],
          personType: { class: 'Person', subclass: user === undefined ? 'ImplicitContact' : 'OrganizationUser' },
        };
        return pick(shape, select);
      }),
      { nextLink: page.nextLink },
    ),
  };
}

/** `"displayName:al" OR "mail:al"`; the directory requires quotes around each clause. */
function directorySearch(call: GraphCall, expression: string): (user: SandboxUser) => boolean {
  if (call.headers['consistencylevel']?.toString().toLowerCase() !== 'eventual') {
    throw badRequest(
      "Request with $search query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'",
    );
  }
  const clauses = [...expression.matchAll(/"(displayName|mail|userPrincipalName):((?:[^"\\]|\\.)*)"/gi)];
  if (clauses.length === 0) {
    throw badRequest(`Unrecognized query argument specified: '${expression}'.`);
  }
  return (user) =>
    clauses.some(([, property = '', value = '']) => {
      const text = { displayname: user.displayName, mail: user.mail ?? '', userprincipalname: user.username };
      return matches(value.replace(/\\(.)/g, '$1'))(text[property.toLowerCase() as keyof typeof text]);
    });
}

function directoryFilter(expression: string): (user: SandboxUser) => boolean {
  const clauses = [...expression.matchAll(/startswith\(\s*(\w+)\s*,\s*'((?:[^']|'')*)'\s*\)/gi)];
  if (clauses.length === 0) {
    throw badRequest(`Invalid filter clause: '${expression}'.`);
  }
  return (user) =>
    clauses.some(([, property = '', value = '']) => {
      const texts: Readonly<Record<string, string>> = {
        displayname: user.displayName,
        givenname: user.givenName,
        surname: user.surname,
        mail: user.mail ?? '',
        userprincipalname: user.username,
      };
      return (
        texts[property.toLowerCase()]?.toLowerCase().startsWith(value.replaceAll("''", "'").toLowerCase()) === true
      );
    });
}

function users(call: GraphCall): GraphAnswer {
  if (call.caller.user.accountType === 'personal') {
    throw new GraphError(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.');
  }
  const select = parseSelect(call.query.get('select'), userProperties, 'microsoft.graph.user');
  const search = call.query.get('search');
  const filter = call.query.get('filter');
  const isWanted =
    search !== undefined
      ? directorySearch(call, search)
      : filter !== undefined
        ? directoryFilter(filter)
        : (): boolean => true;
  // The directory is small: one page is enough, also for users without a mailbox.
  const found = colleaguesOf(call)
    .filter(isWanted)
    .slice(0, call.query.number('top', 1, 999) ?? 100);
  const context = `${call.root}/$metadata#users`;
  return {
    status: 200,
    body: collection(
      context,
      found.map((user) => userShape({ ...call.caller, user }, select)),
      {},
    ),
  };
}

function requireUser(call: GraphCall): SandboxUser {
  const wanted = call.param('user').toLowerCase();
  const user = colleaguesOf(call).find(({ oid, username }) => oid === wanted || username.toLowerCase() === wanted);
  if (user !== undefined) {
    return user;
  }
  throw new GraphError(
    404,
    'Request_ResourceNotFound',
    `Resource '${call.param('user')}' does not exist or one of its queried reference-property objects are not present.`,
  );
}

function oneUser(call: GraphCall): GraphAnswer {
  const select = parseSelect(call.query.get('select'), userProperties, 'microsoft.graph.user');
  return { status: 200, body: userShape({ ...call.caller, user: requireUser(call) }, select) };
}

/** https://learn.microsoft.com/graph/api/profilephoto-get: sizes that Microsoft 365 makes of a photo. */
const photoSizes = ['48x48', '64x64', '96x96', '120x120', '240x240', '360x360', '432x432', '504x504', '648x648'];

/** All sizes have the same picture. */
function sizedPhotoBytes(call: GraphCall): GraphAnswer {
  if (photoSizes.includes(call.param('size').toLowerCase())) {
    return photoBytes(call);
  }
  throw new GraphError(404, 'ImageNotFound', 'The photo was not found.');
}

function photoBytes(call: GraphCall): GraphAnswer {
  const body = photoOf(requireUser(call), call.graphState.deps.directory.users());
  if (body !== undefined) {
    return { status: 200, headers: { 'content-type': 'image/png' }, body };
  }
  throw new GraphError(404, 'ImageNotFound', 'The photo was not found.');
}

export const peopleRoutes: readonly GraphRoute[] = [
  { method: 'GET', template: '/me/people', scopes: peopleRead, handle: people },
  { method: 'GET', template: '/users', scopes: usersRead, handle: users },
  { method: 'GET', template: '/users/{user}', scopes: usersRead, handle: oneUser },
  { method: 'GET', template: '/users/{user}/photo/$value', scopes: usersRead, handle: photoBytes },
  { method: 'GET', template: '/users/{user}/photos/{size}/$value', scopes: usersRead, handle: sizedPhotoBytes },
];
