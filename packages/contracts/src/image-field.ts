import { z } from 'zod';
import { Upload } from './upload.ts';

// Accepts any value. In JSON, the documented values are a link or null, because only a form can contain a file.
const anyValue: z.ZodType<unknown, string | null | undefined> = z.any();

/**
 * An image in a request. A file replaces the stored image, and null removes it. Other values are ignored, so that a client
 * can send back the link from an answer.
 */
export const imageField = anyValue
  .transform((value): Upload | null | undefined => (value === null || value instanceof Upload ? value : undefined))
  .optional()
  .meta({ type: ['string', 'null'], format: 'binary', description: 'An image file, or null to remove the image.' });

/** An image in an answer: a signed link below the root of the API, or null. */
export const imageLink = z.string().nullable().meta({
  description:
    'A signed link as a path from the root of the API. It expires after 15 to 30 minutes. Add `&size=thumb` or `&size=medium` for a smaller image.',
  example:
    '/media/0199d3c1-7a10-7c51-9d5e-2f6b8a1c0d3e/customers/0199d3c1-8b20-7d62-8e6f-3a7c9b2d1e4f/profile/Zk3v9QmX2rT7uLpW5sYd1A.webp?expires=1772357400&signature=…',
});
