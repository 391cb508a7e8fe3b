import { queryOptions, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import type { SessionState, SessionUser, SignedIn } from '../client/index.js';
import { forgettingCount, noteSession, orKept } from './offline/kept.js';
import { client, queryClient } from './services.js';
import { startPart } from './start-answer.js';

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async (): Promise<SessionState> => {
    const session = await startPart('session');
    isBindingUnoffered = session?.authenticated === true && !session.session.deviceBound;
    return session === undefined
      ? orKept('session', ['session'], askSession, {
          isShown: () => queryClient.getQueryData(['session']) !== undefined,
        })
      : noteSession(session);
  },
  staleTime: Infinity,
});

/** Asks who is here; what the answer says of what may be kept is done. */
export async function askSession(): Promise<SessionState> {
  const askedAfter = forgettingCount();
  return noteSession(await client.auth.session(), askedAfter);
}

let isBindingUnoffered = false;

/**
 * Browsers that can bind a session to the device are offered it by `/auth/session` alone. Asks for that, once, when the page began
 * without it. Where it cannot be bound, or is not yet: the minutely look of the page offers it again.
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
 * The cookie is the browser's: another tab may have signed in somebody else. What is written for one user in the
 * background must not end up in the mailbox of the next.
 */
export async function requireSameUser(userId: string): Promise<void> {
  const session = await askSession();
  if (session.authenticated && session.user.id !== userId) {
    window.location.reload();
    throw new Error('Somebody else has signed in.');
  }
}
