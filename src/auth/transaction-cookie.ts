import type {} from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';

const namePrefix = '__Host-Http-tx-';
/** Of one browser. */
const maxAtATime = 5;

export const transactionTtlSeconds = 600;

/** Lax: it must come back on the cross-site navigation from Entra, and on nothing less than a navigation. */
const options = { path: '/', secure: true, httpOnly: true, sameSite: 'lax' } as const;

/** Sortable by time, so that the oldest can give way. */
export function transactionCookieName(transactionId: string, createdAt: number): string {
  return `${namePrefix}${createdAt.toString(36).padStart(9, '0')}-${transactionId.slice(0, 22)}`;
}

/** Binds a transaction to this browser; a sixth pending one ends the oldest. */
export function setTransactionCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  cookie: { readonly transactionId: string; readonly createdAt: number; readonly binding: string },
): void {
  const pending = pendingNames(request);
  pending.slice(0, Math.max(0, pending.length - maxAtATime + 1)).forEach((name) => {
    void reply.clearCookie(name, options);
  });
  void reply.setCookie(transactionCookieName(cookie.transactionId, cookie.createdAt), cookie.binding, {
    ...options,
    maxAge: transactionTtlSeconds,
  });
}

/** The binding of the transaction in this browser, if it is this browser's; its cookie is deleted. */
export function takeTransactionCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  transactionId: string,
): string | undefined {
  const name = pendingNames(request).find((candidate) => candidate.endsWith(`-${transactionId.slice(0, 22)}`));
  if (name === undefined) {
    return undefined;
  }
  void reply.clearCookie(name, options);
  return request.cookies[name];
}

/** What binds this browser to its pending transactions. The browser wrote them, so that there may be any number. */
export function pendingBindings(request: FastifyRequest): string[] {
  return pendingNames(request)
    .slice(-maxAtATime)
    .map((name) => request.cookies[name] ?? '')
    .filter((binding) => binding !== '');
}

function pendingNames(request: FastifyRequest): string[] {
  return Object.keys(request.cookies)
    .filter((name) => name.startsWith(namePrefix))
    .sort();
}
