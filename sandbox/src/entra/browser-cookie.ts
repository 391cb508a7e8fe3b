import type { FastifyRequest } from 'fastify';
import type { Answer } from '../answer.js';
import { withHeaders } from '../answer.js';
import type { BrowserSession } from './browser-sessions.js';
import type { EntraContext } from './entra-context.js';

/** Cookies ignore ports: several sandboxes on one machine must not overwrite each other's. */
function cookieName(entra: EntraContext): string {
  return `ESTSAUTHPERSISTENT-${new URL(entra.pagesOrigin()).port || '80'}`;
}

export function sessionOf(entra: EntraContext, request: FastifyRequest): BrowserSession | undefined {
  return entra.sessions.find(cookieOf(request, cookieName(entra)));
}

/** Our own values need no decoding. */
function cookieOf({ headers }: FastifyRequest, name: string): string | undefined {
  const pairs = (headers.cookie ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}

/** Lax is enough: the authorize endpoint is only reached by navigation. The real one is SameSite=None; Secure. */
export function withSessionCookie(entra: EntraContext, session: BrowserSession, answer: Answer): Answer {
  return withHeaders(answer, { 'set-cookie': `${cookieName(entra)}=${session.id}; Path=/; HttpOnly; SameSite=Lax` });
}
