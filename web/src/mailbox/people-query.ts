import { queryOptions } from '@tanstack/react-query';
import type { paths } from '../client/index.js';
import { asideTransport } from '../platform/services.js';
import { noteInDirectory } from './photos.js';

type Answer = paths['/api/people']['get']['responses'][200]['content']['application/json'];
export type Person = Answer['items'][number];

/** The service's search by the beginning of a name or an address: people to whom the user writes first, then the directory. */
export function peopleQuery(search: string, top: number) {
  return queryOptions({
    queryKey: ['people', search.toLowerCase(), top],
    queryFn: async ({ signal }): Promise<readonly Person[]> => {
      const params = { query: { search, top } };
      const { items } = await asideTransport.call(
        (init) => asideTransport.api.GET('/api/people', { ...init, params }),
        { signal },
      );
      for (const { id, address } of items) {
        if (id !== undefined) {
          noteInDirectory(address, id);
        }
      }
      return items;
    },
    staleTime: 5 * 60_000,
    retry: false,
  });
}
