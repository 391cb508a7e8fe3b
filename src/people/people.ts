import { z } from 'zod';

export const personSchema = z
  .object({
    name: z.string(),
    address: z.string(),
    jobTitle: z.string().optional(),
    department: z.string().optional(),
    company: z.string().optional(),
    office: z.string().optional(),
    phones: z
      .array(z.object({ kind: z.enum(['business', 'mobile', 'other']), number: z.string() }))
      .optional()
      .meta({ description: 'As the directory has them; private numbers are left out.' }),
    id: z.string().optional().meta({ description: 'In the directory; for the photo.' }),
  })
  .meta({ id: 'Person' });

export const peopleSchema = z.object({ items: z.array(personSchema) }).meta({ id: 'People' });

export const peopleQuerySchema = z.strictObject({
  search: z
    .string()
    .trim()
    .max(255)
    .overwrite((text) => text.replace(/[\u0000-\u001f\u007f]+/g, ' '))
    .optional()
    .meta({ description: 'The beginning of a name or of an address.' }),
  top: z
    .preprocess(
      (value) => (typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value),
      z.int({ error: 'must be a whole number from 1 to 50' }).min(1).max(50),
    )
    .default(10),
});

/** An object id, or the name that a user signs in with: mostly their address. One segment of a path, also if decoded. */
export const personIdSchema = z
  .string()
  .min(1)
  .max(320)
  .refine((id) => /^(?!\.{1,2}$)[^/\\\u0000-\u001f\u007f]+$/.test(id), 'is not an id');

export type Person = z.output<typeof personSchema>;
export type People = z.output<typeof peopleSchema>;
export type PeopleQuery = z.output<typeof peopleQuerySchema>;
