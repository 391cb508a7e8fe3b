import { z } from 'zod';

export const profileSchema = z
  .object({
    id: z.string(),
    displayName: z.string().nullable(),
    mail: z.string().nullable(),
    userPrincipalName: z.string().nullable(),
    jobTitle: z.string().nullable(),
  })
  .meta({ id: 'Profile' });

export type Profile = z.output<typeof profileSchema>;
