import type { FastifyRequest } from 'fastify';
import type { Answer } from '../answer.js';
import { withHeaders } from '../answer.js';
import type { BrowserSession } from './browser-sessions.js';
import type { EntraWorld } from './world.js';

/** Cookies ignore ports: several sandboxes on one machine must not overwrite each other's. */
function cookieName(world: EntraWorld): string {
  return `ESTSAUTHPERSISTENT-${new URL(world.pagesOrigin()).port || '80'}`;
}

export function sessionOf(world: EntraWorld, request: FastifyRequest): BrowserSession | undefined {
  return world.sessions.find(cookieOf(request, cookieName(world)));
}

/** Values of ours need no decoding. */
function cookieOf({ headers }: FastifyRequest, name: string): string | undefined {
  const pairs = (headers.cookie ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}

/** Lax is enough: the authorize endpoint is only reached by navigation. The real one is SameSite=None; Secure. */
export function withSessionCookie(world: EntraWorld, session: BrowserSession, answer: Answer): Answer {
  return withHeaders(answer, { 'set-cookie': `${cookieName(world)}=${session.id}; Path=/; HttpOnly; SameSite=Lax` });
}
