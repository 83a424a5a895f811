import type { Readable } from 'node:stream';
import { errors } from 'undici';
import { createConnections } from './connections.ts';
import { DeliveryFailure, type DeliveryFault } from './delivery-failure.ts';
import type { SocketOptions } from './guarded-socket.ts';
import { judgeTarget, TargetRefusal } from './target-address.ts';

/** A request that the API sends to a URL of a tenant. */
type OutgoingRequest = {
  url: string;
  headers: Readonly<Record<string, string>>;
  body: string | Uint8Array;
  /** How long the attempt may take, from the look-up of the name to the last byte of the answer. */
  timeoutMs: number;
  /** Ends the attempt with the reason `cancelled`. */
  signal?: AbortSignal;
};

/** What the receiver answered, with any status: no redirect is followed. */
export type OutgoingAnswer = {
  status: number;
  retryAfter: string | null;
  /** The first kilobyte of the body as well-formed text without NUL; empty if the body is compressed. */
  text: string;
  durationMs: number;
};

/** Sends requests to URLs of tenants, and to no address that the rules do not allow. */
export type GuardedClient = {
  /**
   * Sends a POST request. If the receiver has closed a connection of an earlier request, this one is sent again, so a receiver
   * may see it twice.
   *
   * @throws DeliveryFailure if there was no complete answer, with a stable reason and the duration
   */
  post(request: OutgoingRequest): Promise<OutgoingAnswer>;
  /** Ends all requests with the reason `cancelled`, and closes all connections. */
  close(): Promise<void>;
};

// A longer answer is a success too, but its rest is not read.
const maxBodyBytes = 64 * 1024;
const maxTextBytes = 1024;

/** Creates the only client through which the API sends requests to URLs of tenants. */
export const createGuardedClient = (options: SocketOptions): GuardedClient => {
  const connections = createConnections(options);
  const running = new Map<AbortController, Promise<OutgoingAnswer>>();
  let closed = false;

  const send = async (request: OutgoingRequest, startedAt: number, signal: AbortSignal): Promise<OutgoingAnswer> => {
    const target = judgeTarget(request.url, options.rules);
    const { statusCode, headers, body } = await connections.request(
      target,
      {
        path: target.pathname + target.search,
        method: 'POST',
        headers: { ...request.headers, 'accept-encoding': 'identity' },
        body: request.body,
      },
      signal,
    );
    const start = await readStart(body);
    const isPlain = [undefined, 'identity'].includes(first(headers['content-encoding']));
    return {
      status: statusCode,
      retryAfter: first(headers['retry-after']) ?? null,
      text: isPlain ? toText(start) : '',
      durationMs: elapsed(startedAt),
    };
  };

  const attempt = async (request: OutgoingRequest, controller: AbortController): Promise<OutgoingAnswer> => {
    const startedAt = performance.now();
    const stop = (reason: DeliveryFault) => controller.abort(new DeliveryFailure(reason));
    const cancel = () => stop('cancelled');
    const timer = setTimeout(stop, request.timeoutMs, 'timeout');
    request.signal?.addEventListener('abort', cancel, { once: true });
    if (closed || request.signal?.aborted) cancel();
    try {
      controller.signal.throwIfAborted();
      return await send(request, startedAt, controller.signal);
    } catch (error) {
      // After the signal, the first error that it caused may be any.
      const cause: unknown = controller.signal.aborted ? controller.signal.reason : error;
      throw new DeliveryFailure(reasonOf(cause), elapsed(startedAt));
    } finally {
      clearTimeout(timer);
      request.signal?.removeEventListener('abort', cancel);
      running.delete(controller);
    }
  };

  return {
    post: (request) => {
      const controller = new AbortController();
      const answer = attempt(request, controller);
      running.set(controller, answer);
      return answer;
    },
    close: async () => {
      closed = true;
      for (const controller of running.keys()) controller.abort(new DeliveryFailure('cancelled'));
      await Promise.allSettled(running.values());
      await connections.close();
    },
  };
};

const elapsed = (startedAt: number): number => Math.round(performance.now() - startedAt);

const first = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value);

/** Reads at most 64 kB of a body, and returns the first kilobyte. The connection of a longer body is closed. */
const readStart = async (body: Readable): Promise<Uint8Array> => {
  const start = Buffer.alloc(maxTextBytes);
  let kept = 0;
  let read = 0;
  // Leaving the loop early destroys the body, which is then an error without a listener.
  body.on('error', () => {});
  for await (const chunk of body as AsyncIterable<Buffer>) {
    kept += chunk.copy(start, kept);
    read += chunk.length;
    if (read >= maxBodyBytes) break;
  }
  return start.subarray(0, kept);
};

/** Decodes UTF-8. PostgreSQL stores no NUL, and replaced bytes take three, so the result is cut again. */
const toText = (bytes: Uint8Array): string => {
  const text = decodeStart(bytes).replaceAll('\0', '\uFFFD');
  return decodeStart(Buffer.from(text).subarray(0, maxTextBytes));
};

/** Decodes bytes without the character that their end cuts. */
const decodeStart = (bytes: Uint8Array): string => new TextDecoder().decode(bytes, { stream: true });

const reasonOf = (error: unknown): DeliveryFault => {
  if (error instanceof TargetRefusal || error instanceof DeliveryFailure) return error.reason;
  // A fault of the caller, such as a line break in a header.
  if (error instanceof errors.InvalidArgumentError) throw error;
  // The parser's error has the bytes that it refuses. There are none if the receiver closed the connection within an answer.
  if (error instanceof errors.HTTPParserError && 'data' in error && error.data !== '') return 'invalid_response';
  return error instanceof errors.HeadersOverflowError ? 'invalid_response' : 'connection_closed';
};
