import { queryOptions, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import type { SessionState, SessionUser, SignedIn } from '../client/index.js';
import { deletionCount, noteSession, orStored } from './offline/offline-copy.js';
import { client, queryClient } from './services.js';
import { startPart } from './start-response.js';

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async (): Promise<SessionState> => {
    const session = await startPart('session');
    isBindingUnoffered = session?.authenticated === true && !session.session.deviceBound;
    return session === undefined
      ? orStored('session', ['session'], askSession, {
          isShown: () => queryClient.getQueryData(['session']) !== undefined,
        })
      : noteSession(session);
  },
  staleTime: Infinity,
});

/** Requests the session and applies the response to the stored copy. */
export async function askSession(): Promise<SessionState> {
  const askedAfter = deletionCount();
  return noteSession(await client.auth.session(), askedAfter);
}

let isBindingUnoffered = false;

/**
 * Only `/auth/session` offers a browser to bind the session to the device. This requests it once, if the page began without that request.
 * While the session isn't bound, the page's poll every minute offers it again.
 */
export function offerBinding(): void {
  if (isBindingUnoffered && window.location.protocol === 'https:') {
    void askSession().catch(() => undefined);
  }
  isBindingUnoffered = false;
}

export function useSession(): UseQueryResult<SessionState> {
  return useQuery(sessionQuery);
}

const SignedInContext = createContext<SignedIn | undefined>(undefined);

export const SignedInProvider = SignedInContext.Provider;

export function useSignedIn(): SignedIn {
  const session = useContext(SignedInContext);
  if (session === undefined) {
    throw new Error('useSignedIn is used outside of the signed-in part of the app.');
  }
  return session;
}

export function useUser(): SessionUser {
  return useSignedIn().user;
}

/**
 * All tabs share the cookie: another tab may have signed in another user. What this tab writes in the background for one user must not
 * end up in the mailbox of the next.
 */
export async function requireSameUser(userId: string): Promise<void> {
  const session = await askSession();
  if (session.authenticated && session.user.id !== userId) {
    window.location.reload();
    throw new Error('Somebody else has signed in.');
  }
}
