import type { AppError } from '@doorstep/contracts/errors';
import type { Request } from 'express';

type Limit = { maxBytes: number; refusal: () => AppError };

/**
 * Runs a body reader, and rejects with `refusal()` as soon as the body exceeds `maxBytes`.
 * The readers of libraries report the limit only at the end of the body, which may never arrive.
 */
export const readWithin = async <T>(req: Request, { maxBytes, refusal }: Limit, read: () => Promise<T>): Promise<T> => {
  if (Number(req.headers['content-length'] ?? 0) > maxBytes) throw refusal();
  let received = 0;
  let count: (chunk: Buffer) => void = () => {};
  const exceeded = new Promise<never>((_, reject) => {
    count = (chunk) => {
      received += chunk.length;
      if (received > maxBytes) reject(refusal());
    };
    req.on('data', count);
  });
  try {
    return await Promise.race([read(), exceeded]);
  } finally {
    req.off('data', count);
  }
};
