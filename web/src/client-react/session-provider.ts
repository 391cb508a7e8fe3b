import { createElement, type ReactNode, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { type BffClient, createBffClient, type Permission } from '../client/index.js';
import { LoadedStore } from './loaded-store.js';
import { MailEvents } from './mail-events.js';
import { currentPath, type Runtime, RuntimeContext } from './runtime.js';
import { SessionStore } from './session-store.js';

export interface SessionProviderProps {
  readonly children: ReactNode;
  /** Your own client, made outside of a component; without it the provider makes one. */
  readonly client?: BffClient;
  /** Leaves the page; `location.assign` unless your router or a test provides another function. */
  readonly navigate?: (href: string) => void;
  /** Where the user returns to from Microsoft; by default the page's path and query. */
  readonly here?: () => string;
}

/** Provides the session for the hooks below. One per page, around everything. */
export function SessionProvider({
  children,
  client: given,
  navigate = navigateTo,
  here = currentPath,
}: SessionProviderProps): ReactNode {
  const [own] = useState(() => given ?? createBffClient());
  const client = given ?? own;
  const session = useMemo(() => new SessionStore(client), [client]);
  const mailEvents = useMemo(() => new MailEvents(client), [client]);
  const view = useSyncExternalStore(session.subscribe, session.getSnapshot, session.getSnapshot);
  const userId = view.status === 'signed-in' ? view.user.id : undefined;
  const permissions = useMemo(() => permissionsOf(client, session, userId), [client, session, userId]);

  useEffect(() => session.start(), [session]);
  useEffect(
    () =>
      session.observe({
        onPermissionsChanged: () => {
          void permissions.reload();
          mailEvents.resume();
        },
        onReturn: () => {
          mailEvents.resume();
        },
      }),
    [session, permissions, mailEvents],
  );

  const runtime = useMemo<Runtime>(
    () => ({
      client,
      session,
      mailEvents,
      permissions,
      userId,
      report: (problem) => {
        session.report(problem);
      },
      navigate,
      here,
    }),
    [client, session, mailEvents, permissions, userId, navigate, here],
  );
  return createElement(RuntimeContext.Provider, { value: runtime }, children);
}

/** Permissions of one user: those of the previous user are never shown to the next. */
function permissionsOf(
  client: BffClient,
  session: SessionStore,
  userId: string | undefined,
): LoadedStore<readonly Permission[]> {
  return new LoadedStore(
    (signal) => client.auth.permissions({ signal, quiet: true }),
    (problem) => {
      session.report(problem);
    },
    userId,
  );
}

function navigateTo(href: string): void {
  window.location.assign(href);
}
