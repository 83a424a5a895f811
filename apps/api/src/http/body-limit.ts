import type { AppError } from '@doorstep/contracts/errors';
import type { Request } from 'express';

type Limit = { maxBytes: number; refusal: () => AppError };

/**
 * Runs a reader of a request's body, and rejects with the refusal as soon as the body is longer than it may be. Readers of
 * libraries first read a body to its end, which may never come.
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
