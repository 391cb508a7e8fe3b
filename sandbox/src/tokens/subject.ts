import { createHash } from 'node:crypto';
import type { Membership } from '../directory/index.js';

/** Pairwise: another value for each client. */
export const pairwiseSubject = (clientId: string, member: Membership): string =>
  createHash('sha256').update(`${clientId}/${member.tenant.tid}/${member.oid}`).digest('base64url');

export const clientInfo = (member: Membership): string =>
  Buffer.from(JSON.stringify({ uid: member.user.oid, utid: member.user.tid })).toString('base64url');
