import type {} from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { fingerprint, randomId } from '../common/index.js';

/**
 * Names a browser to the callback, to which the browser does not send the session cookie because Entra is another site.
 * By it the previous session of this browser is found and ended. It opens nothing.
 */
const name = '__Host-Http-browser';
/** Lax: the browser must send it with the navigation from Entra. */
const options = { path: '/', secure: true, httpOnly: true, sameSite: 'lax' } as const;
const shape = /^(?<id>[\w-]{22})(?:\.(?<userTag>[\w-]{22}))?$/;

export interface Browser {
  readonly id: string;
  /** Of the user who signed in last. */
  readonly userTag: string | undefined;
}

export function newBrowserId(): string {
  return randomId().slice(0, 22);
}

/** How the sessions of a browser are marked in the store. */
export function browserMarkOf(id: string): string {
  return fingerprint(id).slice(0, 22);
}

/** Undefined for any value that we did not create. */
export function browserOf(request: FastifyRequest): Browser | undefined {
  const { id, userTag } = shape.exec(request.cookies[name] ?? '')?.groups ?? {};
  return id === undefined ? undefined : { id, userTag };
}

export function setBrowserCookie(reply: FastifyReply, id: string, userTag: string): void {
  void reply.setCookie(name, `${id}.${userTag}`, options);
}

export function clearBrowserCookie(reply: FastifyReply): void {
  void reply.clearCookie(name, options);
}
