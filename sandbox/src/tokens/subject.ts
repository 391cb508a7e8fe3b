import { createHash } from 'node:crypto';
import type { Membership } from '../directory/index.js';

/** Pairwise: a different value for each client. */
export function pairwiseSubject(clientId: string, member: Membership): string {
  return createHash('sha256').update(`${clientId}/${member.tenant.tid}/${member.oid}`).digest('base64url');
}

export function clientInfo(member: Membership): string {
  return Buffer.from(JSON.stringify({ uid: member.user.oid, utid: member.user.tid })).toString('base64url');
}

/** Object id of an app in a tenant (its service principal): the same whenever it is asked for. */
export function servicePrincipalId(tid: string, clientId: string): string {
  const hash = createHash('sha256').update(`${tid}/${clientId}`).digest('hex');
  return [
    hash.slice(0, 8),
    hash.slice(8, 12),
    `4${hash.slice(13, 16)}`,
    `8${hash.slice(17, 20)}`,
    hash.slice(20, 32),
  ].join('-');
}
