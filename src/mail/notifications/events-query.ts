import { z } from 'zod';

export const eventsQuerySchema = z.strictObject({
  since: z.iso
    .datetime()
    .transform((time) => Date.parse(time))
    .optional()
    .meta({
      description:
        'The header `Mail-As-Of` of the list that the page shows: changes since then are reported at once. Default: only changes from now on.',
    }),
});

export type EventsQuery = z.output<typeof eventsQuerySchema>;
