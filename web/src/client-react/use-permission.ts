import { useCallback, useEffect, useRef, useState } from 'react';
import type { PermissionName, PermissionState, Problem } from '../client/index.js';
import { useRuntime } from './runtime.js';
import { toProblem } from './to-problem.js';
import { useLoaded } from './use-loaded.js';

export interface UsePermission {
  /** `unknown`: the service has no permission of this name. `unavailable`: `problem` has the reason why it isn't known. */
  readonly state: 'loading' | PermissionState | 'unknown' | 'unavailable';
  /** The title of the permission in `APIS_FILE`. */
  readonly title: string | undefined;
  readonly problem: Problem | undefined;
  readonly isRequesting: boolean;
  /** Leaves for Microsoft's consent page, or for the request to an administrator. The user returns to the current page. */
  readonly request: (options?: { readonly returnTo?: string }) => Promise<void>;
}

export function usePermission(name: PermissionName): UsePermission {
  const { client, permissions, navigate, here, report } = useRuntime();
  const { data, problem } = useLoaded(permissions);
  const [requested, setRequested] = useState<{ isRequesting: boolean; problem?: Problem }>({ isRequesting: false });
  const running = useRef<AbortController>(undefined);

  useEffect(
    () => () => {
      running.current?.abort();
      running.current = undefined;
    },
    [name, client],
  );

  const request = useCallback(
    async ({ returnTo = here() } = {}) => {
      if (running.current !== undefined) {
        return;
      }
      const attempt = new AbortController();
      running.current = attempt;
      setRequested({ isRequesting: true });
      const { signal } = attempt;
      try {
        const { interactionUrl } = await client.auth.startInteraction(
          { permissions: [name], returnTo },
          { signal, quiet: true },
        );
        if (!signal.aborted) {
          navigate(interactionUrl);
        }
      } catch (error) {
        if (signal.aborted) {
          return;
        }
        const failed = toProblem(error);
        report(failed);
        setRequested({ isRequesting: false, problem: failed });
      } finally {
        if (running.current === attempt) {
          running.current = undefined;
        }
        if (!signal.aborted) {
          setRequested((now) => ({ ...now, isRequesting: false }));
        }
      }
    },
    [client, name, here, navigate, report],
  );

  const found = data?.find((permission) => permission.name === name);
  return {
    state: found?.state ?? (data !== undefined ? 'unknown' : problem === undefined ? 'loading' : 'unavailable'),
    title: found?.title,
    problem: requested.problem ?? problem,
    isRequesting: requested.isRequesting,
    request,
  };
}
