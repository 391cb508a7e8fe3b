import { createHash } from 'node:crypto';
import type { Membership } from '../directory/index.js';

/** Pairwise: another value for each client. */
export function pairwiseSubject(clientId: string, member: Membership): string {
  return createHash('sha256').update(`${clientId}/${member.tenant.tid}/${member.oid}`).digest('base64url');
}

export function clientInfo(member: Membership): string {
  return Buffer.from(JSON.stringify({ uid: member.user.oid, utid: member.user.tid })).toString('base64url');
}
