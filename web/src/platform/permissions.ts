import { queryOptions, useQuery } from '@tanstack/react-query';
import {
  isInteraction,
  type Permission,
  type PermissionName,
  type PermissionState,
  problemOf,
} from '../client/index.js';
import { problemText } from '../ui/problem-text.js';
import { notify } from './notify.js';
import { orStored } from './offline/offline-copy.js';
import { currentLocation, navigateTo } from './router.js';
import { client, queryClient } from './services.js';
import { startPart } from './start-response.js';

const permissionsQuery = queryOptions({
  queryKey: ['permissions'],
  queryFn: async ({ signal }) =>
    (await startPart('permissions')) ??
    orStored('permissions', ['permissions'], () => client.auth.permissions({ signal, quiet: true }), {
      isShown: () => queryClient.getQueryData(['permissions']) !== undefined,
    }),
});

export function usePermissions(): readonly Permission[] | undefined {
  return useQuery(permissionsQuery).data;
}

/** Undefined while it is unknown: then nothing is offered and nothing is done automatically. */
export function usePermission(name: PermissionName): PermissionState | undefined {
  return usePermissions()?.find((permission) => permission.name === name)?.state;
}

/** The last known state, for code outside of a component. */
export function isGranted(name: PermissionName): boolean {
  const known = queryClient.getQueryData(permissionsQuery.queryKey);
  return known?.some((permission) => permission.name === name && permission.state === 'granted') === true;
}

export function refreshPermissions(): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: permissionsQuery.queryKey });
}

/** Takes the user to Entra's consent page for permissions, before a call fails without them. */
export async function connect(names: readonly PermissionName[], returnTo: string = currentLocation()): Promise<void> {
  const { interactionUrl } = await client.auth.startInteraction({ permissions: [...names], returnTo });
  navigateTo(interactionUrl);
}

/** Takes the user there, or shows the error and returns false. */
export async function connectOrNotify(names: readonly PermissionName[]): Promise<boolean> {
  try {
    await connect(names);
    return true;
  } catch (error) {
    const problem = problemOf(error);
    if (problem === undefined || !isInteraction(problem)) {
      const { title, text } = problemText(error);
      notify({ title, body: text, intent: 'error' });
    }
    return false;
  }
}

/** Calls the listener after each request of the permissions, until the returned function is called. */
export function permissionChanges(listener: () => void): () => void {
  const [name] = permissionsQuery.queryKey;
  return queryClient.getQueryCache().subscribe(({ type, query }) => {
    const key: readonly unknown[] = query.queryKey as readonly unknown[];
    if (type === 'updated' && key[0] === name && query.state.status === 'success') {
      listener();
    }
  });
}
