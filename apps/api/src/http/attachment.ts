import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import type { Logger } from 'pino';

/** A file that a client downloads. */
type Attachment = {
  name: string;
  type: string;
  /** Makes the content. It is read as fast as the client reads. The signal is aborted when the client stops. */
  content(signal: AbortSignal): AsyncIterable<Uint8Array>;
};

/** Sets the headers of a file that a client downloads. */
export const setAttachmentHeaders = (res: Response, { name, type }: Omit<Attachment, 'content'>): void => {
  res.set({
    'Content-Type': type,
    'Content-Disposition': `attachment; filename="${name}"`,
    'Cache-Control': 'no-store',
  });
};

/** Sends a file as a stream. If it fails, it aborts the response, so that a client detects that the file is incomplete. */
export const sendAttachment = async (
  res: Response,
  { content, ...attachment }: Attachment,
  { logger, requestId }: { logger: Logger; requestId: string },
): Promise<void> => {
  setAttachmentHeaders(res, attachment);
  const ended = new AbortController();
  try {
    await pipeline(Readable.from(content(ended.signal), { objectMode: false }), res);
  } catch (error) {
    // The headers are sent, so no error can be answered.
    logger.warn({ err: error, request_id: requestId }, 'an export was cut short');
    res.destroy();
  } finally {
    ended.abort();
  }
};
