import { DoorstepCall } from '../doorstep-call.ts';
import { DoorstepError } from '../doorstep-error.ts';
import type { CallOptions } from '../doorstep-options.ts';
import { type MediaGetParams, type MediaGetSize, mediaGet } from '../generated/operations.ts';
import type { RequestSender } from '../request-sender.ts';

/** `full`, `medium` or `thumb`. */
export type MediaSize = MediaGetSize;

const linkPattern = /^\/media\/([^/?]+)\/customers\/([^/?]+)\/(profile|address)\/([^/?]+)(?:\?(.*))?$/;

type MediaConnection = RequestSender & { readonly baseUrl: string };

/** Private images. Answers contain links to them, such as `profile_picture` and `proof_image`. */
export class Media {
  readonly #connection: MediaConnection;

  constructor(connection: MediaConnection) {
    this.#connection = connection;
  }

  /**
   * Returns the URL of an image for `<img src>`. It needs no token and expires after 15 to 30 minutes. Throws
   * `invalid_argument` for a text that is not a link of an answer.
   */
  url(link: string, size?: MediaSize): string {
    partsOf(link);
    return `${this.#connection.baseUrl}${link}${size ? `${link.includes('?') ? '&' : '?'}size=${size}` : ''}`;
  }

  /** Downloads an image in WebP. Accepts expired links of the signed-in customer. Throws `not_found` or `invalid_argument`. */
  get(link: string, { size, ...options }: CallOptions & { size?: MediaSize | undefined } = {}): DoorstepCall<Blob> {
    const load = async () => {
      const { tenantId, userId, kind, file, query } = partsOf(link);
      const params: MediaGetParams = { ...Object.fromEntries(new URLSearchParams(query)), ...(size && { size }) };
      return mediaGet(tenantId, userId, kind, file, params, this.#connection.asCaller(options)).withResponse();
    };
    return new DoorstepCall(load());
  }
}

const partsOf = (link: string) => {
  const [, tenantId, userId, kind, file, query] = linkPattern.exec(link) ?? [];
  if (tenantId && userId && kind && file) {
    return { tenantId, userId, kind: kind === 'profile' ? ('profile' as const) : ('address' as const), file, query };
  }
  throw new DoorstepError('invalid_argument', `This is not a link to an image of the API: ${link}`);
};
