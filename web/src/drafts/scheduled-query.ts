import { queryOptions } from '@tanstack/react-query';
import type { paths } from '../client/index.js';
import { queryClient, transport } from '../platform/services.js';

export type ScheduledMessage =
  paths['/api/mail/drafts/scheduled']['get']['responses'][200]['content']['application/json']['items'][number];

/** The scheduled messages in the mailbox: Exchange sends them, whether or not the user is signed in then. */
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

/** Called when the mailbox refuses to change a draft: another device may have scheduled it, and then it is shown as scheduled. */
export function refreshScheduled(): void {
  void queryClient.query({ ...scheduledQuery, staleTime: 0 }).catch(() => undefined);
}
