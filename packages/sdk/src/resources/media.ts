import type { Connection } from '../connection.ts';
import { DoorstepCall } from '../doorstep-call.ts';
import { DoorstepError } from '../doorstep-error.ts';
import type { CallOptions } from '../doorstep-options.ts';
import { type MediaGetParams, type MediaGetSize, mediaGet } from '../generated/operations.ts';

/** `full`, `medium` or `thumb`. */
export type MediaSize = MediaGetSize;

const linkPattern = /^\/media\/([^/?]+)\/customers\/([^/?]+)\/(profile|address)\/([^/?]+)(?:\?(.*))?$/;

/** Private images. Answers name them by links, such as `profile_picture` and `proof_image`. */
export class Media {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /**
   * Where an image can be shown from, without a token: the link, good for 15 to 30 minutes, as a whole address. Throws
   * `invalid_argument` for a text that is no link of an answer.
   */
  url(link: string, size?: MediaSize): string {
    partsOf(link);
    return `${this.#connection.baseUrl}${link}${size ? `${link.includes('?') ? '&' : '?'}size=${size}` : ''}`;
  }

  /** Loads an image, a WebP. With the customer's own token it may be an expired link too. Throws `not_found`, `invalid_argument`. */
  get(link: string, { size, ...options }: CallOptions & { size?: MediaSize | undefined } = {}): DoorstepCall<Blob> {
    const load = async () => {
      const { tenantId, userId, kind, file, query } = partsOf(link);
      const params: MediaGetParams = { ...Object.fromEntries(new URLSearchParams(query)), ...(size && { size }) };
      return mediaGet(tenantId, userId, kind, file, params, this.#connection.asCustomer(options)).withResponse();
    };
    return new DoorstepCall(load());
  }
}

const partsOf = (link: string) => {
  const [, tenantId, userId, kind, file, query] = linkPattern.exec(link) ?? [];
  if (tenantId && userId && kind && file) {
    return { tenantId, userId, kind: kind === 'profile' ? ('profile' as const) : ('address' as const), file, query };
  }
  throw new DoorstepError('invalid_argument', `This is no link to an image of the API: ${link}`);
};
