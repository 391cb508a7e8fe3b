import { z } from 'zod';

const html = z.string().max(100_000);
const time = z.iso.datetime({ offset: true });

function isGiven(value: string | null | undefined): value is string {
  return typeof value === 'string';
}

export const categorySchema = z
  .object({
    name: z.string(),
    colour: z.string().meta({ description: '`#rrggbb`' }),
    preset: z.string().meta({ description: "Graph's name of the colour: `preset0` to `preset24`, or `none`." }),
  })
  .meta({ id: 'Category' });

export const categoriesSchema = z.object({ items: z.array(categorySchema) }).meta({ id: 'Categories' });

const replies = {
  status: z.enum(['disabled', 'always', 'scheduled']),
  externalAudience: z.enum(['none', 'contacts', 'all']),
};

export const automaticRepliesSchema = z
  .object({
    ...replies,
    start: z.iso.datetime().nullable().meta({ description: 'Of the schedule; UTC.' }),
    end: z.iso.datetime().nullable(),
    internalMessage: z.string().meta({ description: 'Sanitised HTML.' }),
    externalMessage: z.string(),
  })
  .meta({ id: 'AutomaticReplies' });

export const automaticRepliesInputSchema = z
  .strictObject({
    ...replies,
    externalAudience: replies.externalAudience.optional(),
    start: time.nullish(),
    end: time.nullish(),
    internalMessage: html.optional(),
    externalMessage: html.optional(),
  })
  .refine(({ status, start, end }) => status !== 'scheduled' || (isGiven(start) && isGiven(end)), {
    path: ['start'],
    message: 'a schedule has a start and an end',
  })
  .refine(({ start, end }) => !isGiven(start) || !isGiven(end) || Date.parse(start) < Date.parse(end), {
    path: ['end'],
    message: 'is not after the start',
  })
  .meta({ id: 'AutomaticRepliesInput', description: 'Absent members stay as they are.' });

export type Categories = z.output<typeof categoriesSchema>;
export type AutomaticReplies = z.output<typeof automaticRepliesSchema>;
export type AutomaticRepliesInput = z.output<typeof automaticRepliesInputSchema>;
