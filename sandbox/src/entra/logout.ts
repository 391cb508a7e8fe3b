import type { FastifyRequest } from 'fastify';
import { isRegisteredUri } from '../directory/index.js';
import { errorPage, pickerPage, signedOutPage } from '../pages/index.js';
import { oidOfLoginHint } from '../tokens/index.js';
import { type Answer, redirectAnswer } from '../answer.js';
import { sessionOf } from './browser-cookie.js';
import type { BrowserSession, SignedInAccount } from './browser-sessions.js';
import { newTrace, tenantNotFound } from './entra-error.js';
import type { Endpoint } from './fault-point.js';
import { formOf, lenientQueryOf, type Parameters, queryOf, segmentOf } from './parameters.js';
import type { EntraContext } from './entra-context.js';

/** Signs the browser out and notifies the apps that its session used (OpenID Connect front-channel logout). */
export function logoutEndpoint(entra: EntraContext): Endpoint {
  return {
    point: 'logout',
    facts: (request) => ({ tenant: segmentOf(request), ...lenientQueryOf(request) }),
    refuse: (error) => errorPage(error, newTrace(entra.clock.now())),
    answer: (request, { refusal }) => {
      if (refusal !== undefined) {
        throw refusal;
      }
      if (entra.directory.findAudience(segmentOf(request)) === undefined) {
        throw tenantNotFound(segmentOf(request));
      }
      return logout(entra, request, queryOf(request), request.method === 'POST' ? formOf(request) : {});
    },
  };
}

function logout(entra: EntraContext, request: FastifyRequest, query: Parameters, form: Parameters): Answer {
  const session = sessionOf(entra, request);
  const given = { ...query, ...form };
  const accounts = [...(session?.accounts.values() ?? [])];
  if (session === undefined || accounts.length === 0) {
    return signedOut(entra, given, undefined);
  }
  const chosen = chosenAccount(session, accounts, given);
  if (chosen === undefined) {
    return whichAccount(request, session, accounts);
  }
  session.accounts.delete(chosen.user.oid);
  return signedOut(entra, given, chosen);
}

function chosenAccount(
  session: BrowserSession,
  accounts: readonly SignedInAccount[],
  given: Parameters,
): SignedInAccount | undefined {
  const { logout_hint: hint, user, canary } = given;
  if (user !== undefined && canary === session.canary) {
    return session.accounts.get(user);
  }
  const hinted =
    hint === undefined
      ? undefined
      : accounts.find(
          (account) => oidOfLoginHint(hint) === account.user.oid || account.user.username === hint.toLowerCase(),
        );
  const [only, ...others] = accounts;
  return hinted ?? (others.length === 0 ? only : undefined);
}

function whichAccount(request: FastifyRequest, session: BrowserSession, accounts: readonly SignedInAccount[]): Answer {
  return pickerPage({
    target: { action: request.url, ctx: '', canary: session.canary },
    title: 'Pick an account',
    intro: 'Which account do you want to sign out of?',
    step: 'logout',
    entries: accounts.map(({ user }) => ({ user, status: 'Signed in' })),
    offersOther: false,
  });
}

function signedOut(entra: EntraContext, given: Parameters, account: SignedInAccount | undefined): Answer {
  const frameUrls =
    account === undefined
      ? []
      : entra.registrations.all.flatMap(({ clientId, frontChannelLogoutUrl }) =>
          frontChannelLogoutUrl !== null && account.clients.has(clientId)
            ? [withSid(frontChannelLogoutUrl, account.sid)]
            : [],
        );
  const continueUrl = returnUrl(entra, given);
  if (frameUrls.length === 0 && continueUrl !== undefined) {
    return redirectAnswer(continueUrl);
  }
  return signedOutPage({ username: account?.user.username, frameUrls, continueUrl });
}

function withSid(logoutUrl: string, sid: string): string {
  const url = new URL(logoutUrl);
  url.searchParams.set('sid', sid);
  return url.href;
}

/** An address that is not registered is ignored: the user stays on Entra's page. */
function returnUrl(entra: EntraContext, given: Parameters): string | undefined {
  const { post_logout_redirect_uri: asked, state } = given;
  const registered = entra.registrations.all.flatMap((registration) => [
    ...registration.postLogoutRedirectUris,
    ...registration.redirectUris,
    ...registration.spaRedirectUris,
  ]);
  if (asked === undefined || !isRegisteredUri(registered, asked)) {
    return undefined;
  }
  const url = new URL(asked);
  if (state !== undefined) {
    url.searchParams.set('state', state);
  }
  return url.href;
}
