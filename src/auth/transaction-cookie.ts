import type {} from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';

const namePrefix = '__Host-Http-tx-';
const idLength = 22;
/** Of one browser. */
const maxAtATime = 5;
/** Of all together: proxies refuse a header line of 8 KB. */
const mostBytes = 6_144;

export const transactionTtlSeconds = 600;

/** Lax: the browser must send it on the cross-site navigation from Entra, and on no request other than a navigation. */
const options = { path: '/', secure: true, httpOnly: true, sameSite: 'lax' } as const;

/** Sortable by time, so that the oldest can be evicted. */
export function transactionCookieName(transactionId: string, createdAt: number): string {
  return `${namePrefix}${createdAt.toString(36).padStart(9, '0')}-${transactionId.slice(0, idLength)}`;
}

/** Binds a transaction to this browser; a sixth pending one, or one that makes them too long together, ends the oldest. */
export function setTransactionCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  cookie: { readonly transactionId: string; readonly createdAt: number; readonly value: string },
): void {
  const name = transactionCookieName(cookie.transactionId, cookie.createdAt);
  const pending = pendingNames(request);
  let bytes = name.length + cookie.value.length;
  let kept = 0;
  for (const other of pending.toReversed()) {
    bytes += other.length + (request.cookies[other] ?? '').length;
    if (kept + 1 >= maxAtATime || bytes > mostBytes) {
      break;
    }
    kept++;
  }
  pending.slice(0, pending.length - kept).forEach((other) => {
    void reply.clearCookie(other, options);
  });
  void reply.setCookie(name, cookie.value, { ...options, maxAge: transactionTtlSeconds });
}

/** The value of the transaction's cookie in this browser, if it is this browser's; the cookie is deleted. */
export function takeTransactionCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  transactionId: string,
): string | undefined {
  const name = pendingNames(request).find((candidate) => isNameOf(candidate, transactionId));
  if (name === undefined) {
    return undefined;
  }
  void reply.clearCookie(name, options);
  return request.cookies[name];
}

/**
 * The bindings of this browser to its pending transactions, except for `finished`. The browser wrote them: there may be
 * any number.
 */
export function pendingBindings(request: FastifyRequest, finished?: string): string[] {
  return pendingNames(request)
    .filter((name) => finished === undefined || !isNameOf(name, finished))
    .slice(-maxAtATime)
    .map((name) => request.cookies[name] ?? '')
    .filter((binding) => binding !== '');
}

/** The binding of this browser to its own transaction, as the request carries it. */
export function bindingOf(request: FastifyRequest, transactionId: string): string | undefined {
  const name = pendingNames(request).find((each) => isNameOf(each, transactionId));
  return name === undefined ? undefined : request.cookies[name];
}

/** Of two transactions that this request carries, whether the first began later; undefined when it lacks one of them. */
export function isLater(request: FastifyRequest, one: string, other: string): boolean | undefined {
  const names = pendingNames(request);
  const [first, second] = [one, other].map((id) => names.findIndex((name) => isNameOf(name, id)));
  return first === undefined || second === undefined || first < 0 || second < 0 ? undefined : first > second;
}

function isNameOf(name: string, transactionId: string): boolean {
  return name.endsWith(`-${transactionId.slice(0, idLength)}`);
}

/** The pending transactions of this browser, the oldest first. */
export function pendingTransactions(
  request: FastifyRequest,
): readonly { readonly id: string; readonly value: string }[] {
  return pendingNames(request)
    .slice(-maxAtATime)
    .map((name) => ({ id: name.slice(-idLength), value: request.cookies[name] ?? '' }));
}

function pendingNames(request: FastifyRequest): string[] {
  return Object.keys(request.cookies)
    .filter((name) => name.startsWith(namePrefix))
    .sort();
}
