import { createContext, useContext } from 'react';
import {
  type BffClient,
  interactionHref,
  type InteractionProblem,
  loginHref,
  type Permission,
  type Problem,
} from '../client/index.js';
import type { LoadedStore } from './loaded-store.js';
import type { MailEvents } from './mail-events.js';
import type { SessionStore } from './session-store.js';

/** What the hooks below a `SessionProvider` share. */
export interface Runtime {
  readonly client: BffClient;
  readonly session: SessionStore;
  readonly mailEvents: MailEvents;
  readonly permissions: LoadedStore<readonly Permission[]>;
  /** Undefined while nobody is known to be signed in. */
  readonly userId: string | undefined;
  readonly report: (problem: Problem) => void;
  readonly navigate: (href: string) => void;
  /** The path to which the user returns. */
  readonly here: () => string;
}

export const RuntimeContext = createContext<Runtime | undefined>(undefined);

export function useRuntime(): Runtime {
  const runtime = useContext(RuntimeContext);
  if (runtime === undefined) {
    throw new Error('Use this hook below a <SessionProvider>.');
  }
  return runtime;
}

/** The page's path and query, without the error of the last round trip to Microsoft. */
export function currentPath(): string {
  const { pathname, searchParams } = new URL(window.location.href);
  searchParams.delete('auth_error');
  searchParams.delete('ref');
  const query = searchParams.toString();
  return query === '' ? pathname : `${pathname}?${query}`;
}

/** The address at which the user resolves the problem; undefined when only an administrator can. */
export function hrefOf(problem: InteractionProblem, returnTo: string): string | undefined {
  if (problem.code === 'login_required') {
    return loginHref({ returnTo });
  }
  return problem.interactionUrl === null ? undefined : interactionHref(problem.interactionUrl, returnTo);
}
