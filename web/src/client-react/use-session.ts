import { useCallback, useSyncExternalStore } from 'react';
import { type BffClient, type InteractionProblem, loginHref, type LoginOptions } from '../client/index.js';
import { hrefOf, useRuntime } from './runtime.js';
import type { SessionView } from './session-store.js';

export type UseSession = SessionView & {
  /** Leaves for Microsoft's sign-in page; the user returns to the current page. */
  readonly signIn: (options?: Partial<LoginOptions>) => void;
  /** Ends the session, then leaves for Microsoft's sign-out page. Rejects with a `ProblemError` when the session could not be ended. */
  readonly signOut: (options?: { readonly everywhere?: boolean }) => Promise<void>;
  /** Requests the session again, for example when the service was unavailable. */
  readonly refresh: () => Promise<void>;
};

export function useSession(): UseSession {
  const { session, navigate, here } = useRuntime();
  const view = useSyncExternalStore(session.subscribe, session.getSnapshot, session.getSnapshot);
  const signIn = useCallback(
    (options: Partial<LoginOptions> = {}) => {
      navigate(loginHref({ returnTo: here(), ...options }));
    },
    [navigate, here],
  );
  const signOut = useCallback(
    async ({ everywhere = false } = {}) => {
      navigate(await session.signOut(everywhere));
    },
    [session, navigate],
  );
  const refresh = useCallback(() => session.ask(), [session]);
  return { ...view, signIn, signOut, refresh };
}

/** The client, for calls that have no hook. */
export function useClient(): BffClient {
  return useRuntime().client;
}

/**
 * Takes the user to Microsoft and back for a problem that only they can resolve (`isInteraction`). False when only an
 * administrator can.
 */
export function useInteraction(): (problem: InteractionProblem) => boolean {
  const { navigate, here } = useRuntime();
  return useCallback(
    (problem) => {
      const href = hrefOf(problem, here());
      if (href !== undefined) {
        navigate(href);
      }
      return href !== undefined;
    },
    [navigate, here],
  );
}
