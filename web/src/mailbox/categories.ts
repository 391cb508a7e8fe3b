import { queryOptions, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { usePermission } from '../platform/permissions.js';
import { client } from '../platform/services.js';

const categoriesQuery = queryOptions({
  queryKey: ['categories'],
  queryFn: ({ signal }) => client.mail.categories({ signal, quiet: true }),
  staleTime: 10 * 60_000,
});

/** The colours (`#rrggbb`) of the user's categories by name, if the app may read them. */
export function useCategoryColours(): ReadonlyMap<string, string> {
  const isAllowed = usePermission('mailbox.settings') === 'granted';
  const { data } = useQuery({ ...categoriesQuery, enabled: isAllowed });
  return useMemo(() => new Map((data ?? []).map(({ name, colour }) => [name, colour])), [data]);
}
