import type { Connection } from '../connection.ts';
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

  /** Where an image can be shown from, without a token: the link, good for 15 to 30 minutes, as a whole address. */
  url(link: string, size?: MediaSize): string {
    return `${this.#connection.baseUrl}${link}${size ? `${link.includes('?') ? '&' : '?'}size=${size}` : ''}`;
  }

  /** Loads an image, a WebP. With the customer's own token it may be an expired link too. Throws `not_found`. */
  async get(link: string, { size, ...options }: CallOptions & { size?: MediaSize | undefined } = {}): Promise<Blob> {
    const [, tenantId, userId, kind, file, query] = linkPattern.exec(link) ?? [];
    if (!tenantId || !userId || !kind || !file) throw new TypeError(`Not a link to an image: ${link}`);
    const params: MediaGetParams = { ...Object.fromEntries(new URLSearchParams(query)), ...(size && { size }) };
    const send = this.#connection.asCustomer(options);
    return mediaGet(tenantId, userId, kind === 'profile' ? 'profile' : 'address', file, params, send);
  }
}
