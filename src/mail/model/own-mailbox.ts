import type { LiveSession } from '../../session/index.js';

type Owner = Pick<LiveSession, 'user' | 'objectId'>;

/**
 * Whether a path of Graph leads into the mailbox of the session's user. Graph names it `me`, or the user by object id,
 * by `oid@tid`, or by name; a guest has another object id in the tenant of the session than at home.
 */
export function isOwnMailbox({ user, objectId = '' }: Owner, path: string): boolean {
  if (/^\/me(?:\/|\?|$)/i.test(path)) {
    return true;
  }
  const name = ownerIn(path);
  if (name === undefined) {
    return false;
  }
  const [homeId = '', homeTenant = ''] = user.id.split('.');
  const ids = [homeId, objectId].filter((id) => id !== '');
  const tenants = [homeTenant, user.tenantId].filter((id) => id !== '');
  const ownNames = [user.username, ...ids, ...ids.flatMap((id) => tenants.map((tenant) => `${id}@${tenant}`))];
  return (
    ownNames.some((own) => own !== '' && own.toLowerCase() === name) ||
    (user.accountType === 'personal' && shortId(name) !== '' && ids.some((id) => shortId(id) === shortId(name)))
  );
}

/** In lower case, as a segment or as the key of OData, where a quote is written twice. */
function ownerIn(path: string): string | undefined {
  const [segment] = /^\/users[^?]*/i.exec(path) ?? [];
  const [, plain, key] =
    /^\/users(?:\/([^/(]+)|\((?:'|%27)((?:[^'/]|'')+?)(?:'|%27)\))(?:\/|$)/i.exec(segment ?? '') ?? [];
  try {
    return (
      plain === undefined ? key && decodeURIComponent(key).replaceAll("''", "'") : decodeURIComponent(plain)
    )?.toLowerCase();
  } catch {
    return undefined;
  }
}

/** A personal account's object id is its number of 16 digits, with zeros in front; some links have the number alone. */
function shortId(id: string): string {
  return /^[\da-f-]{1,36}$/i.test(id) ? id.toLowerCase().replaceAll('-', '').replace(/^0+/, '') : id;
}
