import { queryOptions } from '@tanstack/react-query';
import type { paths } from '../client/index.js';
import { queryClient, transport } from '../platform/services.js';

export type ScheduledMessage =
  paths['/api/mail/drafts/scheduled']['get']['responses'][200]['content']['application/json']['items'][number];

/** What waits in the mailbox for its time: Exchange sends it, whoever is signed in then. */
export const scheduledQuery = queryOptions({
  queryKey: ['scheduled'],
  queryFn: async ({ signal }) => {
    const { items } = await transport.call((init) => transport.api.GET('/api/mail/drafts/scheduled', init), {
      signal,
      quiet: true,
    });
    return items;
  },
});

/** The mailbox refuses to change a draft: it may wait for its time, by another device, and is then shown as that. */
export function refreshScheduled(): void {
  void queryClient.query({ ...scheduledQuery, staleTime: 0 }).catch(() => undefined);
}
