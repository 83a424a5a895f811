import type { Readable } from 'node:stream';
import { AppError } from '@doorstep/contracts/errors';
import type { Message } from '@doorstep/contracts/messages/message';
import { Busboy, type BusboyHeaders, type BusboyInstance } from '@fastify/busboy';
import type { Request } from 'express';

/** One part of a form, its bytes as they were sent. */
export type Part = {
  field: string;
  /** Undefined when the part says nothing of a file; empty for a file input that was left alone. */
  fileName: string | undefined;
  /** Its media type; `text/plain` where the part says none (RFC 7578 section 4.4). */
  type: string;
  stream: Readable;
};

type Reading = {
  maxBytes: number;
  tooLarge: () => AppError;
  /** Gets each part in its order, and must read its stream to the end. */
  take: (part: Part) => Promise<void>;
};

const maxParts = 110;

/** Reads the parts of a form, all of them bounded. Throws `malformed_request`, `payload_too_large`, and what `take` throws. */
export const readParts = async (req: Request, { maxBytes, tooLarge, take }: Reading): Promise<void> => {
  const parser = parserOf(req);
  const streams: Readable[] = [];
  const taken: Promise<void>[] = [];
  try {
    await new Promise<void>((resolve, reject) => {
      const refuse = (cause?: unknown) => reject(malformed({ key: 'form_unreadable' }, cause));
      let received = 0;
      parser.on('file', (field: string | undefined, stream, fileName: string | undefined, _encoding, type) => {
        // What is destroyed below still gets the rest of a chunk, and would tell so.
        stream.on('error', () => {});
        streams.push(stream);
        if (field === undefined) {
          reject(malformed({ key: 'form_part_without_name' }));
          return;
        }
        const taking = take({ field, fileName, type, stream });
        taking.catch(reject);
        taken.push(taking);
      });
      parser.on('partsLimit', () =>
        reject(new AppError('payload_too_large', { detail: { key: 'form_parts_at_most', max: maxParts } })),
      );
      parser.on('error', refuse);
      parser.on('finish', resolve);
      req.on('data', (chunk: Buffer) => {
        received += chunk.length;
        if (received > maxBytes) reject(tooLarge());
      });
      req.on('error', refuse);
      req.on('close', () => req.readableEnded || refuse());
      req.pipe(parser);
    });
    await Promise.all(taken);
  } catch (error) {
    req.unpipe(parser);
    for (const stream of streams) stream.destroy();
    await Promise.allSettled(taken);
    await readPast(req, maxBytes);
    throw error;
  }
};

/** Every part is treated as a file, so that none is decoded or dropped before it has been judged. */
const parserOf = ({ headers }: Request): BusboyInstance => {
  try {
    return new Busboy({
      headers: headers as BusboyHeaders,
      isPartAFile: () => true,
      limits: { parts: maxParts, headerPairs: 50, headerSize: 16_384 },
    });
  } catch (cause) {
    throw malformed({ key: 'form_without_boundary' }, cause);
  }
};

/** A client that still sends may miss the answer, so what it sends is read past first, unless that has no end. */
const readPast = async (req: Request, maxBytes: number): Promise<void> => {
  if (req.readableEnded || req.destroyed) return;
  await new Promise<void>((resolve) => {
    let received = 0;
    req.on('data', (chunk: Buffer) => {
      received += chunk.length;
      if (received > maxBytes) resolve();
    });
    req.once('end', () => resolve()).once('close', () => resolve());
    req.resume();
  });
};

const malformed = (detail: Message, cause?: unknown): AppError => new AppError('malformed_request', { detail, cause });
