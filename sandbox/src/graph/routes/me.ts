import type { GraphAnswer, GraphCall, GraphRoute } from '../graph-call.js';
import { GraphError } from '../graph-error.js';
import { guidFrom } from '../mailbox/ids.js';
import { parseSelect } from '../odata/select.js';
import { userRead } from '../scopes.js';
import { photoSize, photoOf } from '../seed/photo.js';
import { userProperties, userShape } from '../shape/user-shape.js';

function me(call: GraphCall): GraphAnswer {
  const select = parseSelect(call.query.get('select'), userProperties, 'microsoft.graph.user');
  const chosen = select === undefined ? '' : `(${select.join(',')})`;
  return {
    status: 200,
    body: { '@odata.context': `${call.root}/$metadata#users${chosen}/$entity`, ...userShape(call.caller, select) },
  };
}

function requirePhoto(call: GraphCall): Buffer {
  if (call.caller.user.accountType === 'personal') {
    throw new GraphError(404, 'ConsumerPhotoIsNotSupported', "The photo wasn't found.");
  }
  const photo = photoOf(call.caller.user, call.graphState.deps.directory.users());
  if (photo !== undefined) {
    return photo;
  }
  throw new GraphError(
    404,
    'ImageNotFound',
    "Exception of type 'Microsoft.Fast.Profile.Core.Exception.ImageNotFoundException' was thrown.",
  );
}

function photoEtag(call: GraphCall): string {
  return `"${guidFrom(`photo:${call.caller.user.oid}`)}"`;
}

function photo(call: GraphCall): GraphAnswer {
  requirePhoto(call);
  return {
    status: 200,
    body: {
      '@odata.context': `${call.root}/$metadata#users('${call.caller.user.oid}')/photo/$entity`,
      '@odata.mediaContentType': 'image/png',
      '@odata.mediaEtag': photoEtag(call),
      id: `${photoSize}X${photoSize}`,
      height: photoSize,
      width: photoSize,
    },
  };
}

function photoBytes(call: GraphCall): GraphAnswer {
  const body = requirePhoto(call);
  return { status: 200, headers: { 'content-type': 'image/png', etag: photoEtag(call) }, body };
}

export const meRoutes: readonly GraphRoute[] = [
  { method: 'GET', template: '/me', scopes: userRead, handle: me },
  { method: 'GET', template: '/me/photo', scopes: userRead, handle: photo },
  { method: 'GET', template: '/me/photo/$value', scopes: userRead, handle: photoBytes },
];
