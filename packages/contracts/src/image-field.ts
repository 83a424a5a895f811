import { z } from 'zod';
import { Upload } from './upload.ts';

/** Anything is taken; what clients are to give is a link or null, as a file comes in a form. */
const anyValue: z.ZodType<unknown, string | null | undefined> = z.any();

/**
 * A picture in a request: a file replaces it, null removes it. Text is ignored, because a client may send back the link
 * it was given; so is anything else that is not a file.
 */
export const imageField = anyValue
  .transform((value): Upload | null | undefined => (value === null || value instanceof Upload ? value : undefined))
  .optional()
  .meta({ type: ['string', 'null'], format: 'binary', description: 'An image file, or null to remove it.' });

/** A picture in an answer: a signed link below the API's root, or null. */
export const imageLink = z.string().nullable().meta({
  description:
    'Path from the API root with a signed query, good for 15 to 30 minutes; add `&size=thumb` or `&size=medium` for smaller ones.',
  example:
    '/media/0199d3c1-7a10-7c51-9d5e-2f6b8a1c0d3e/customers/0199d3c1-8b20-7d62-8e6f-3a7c9b2d1e4f/profile/Zk3v9QmX2rT7uLpW5sYd1A.webp?expires=1772357400&signature=…',
});
