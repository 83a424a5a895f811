/**
 * A file of a multipart request, stored in a temporary file until the request ends. It is a class, so that JSON of a client
 * cannot imitate it.
 */
export class Upload {
  /** The absolute path of the temporary file, which is deleted at the end of the request. */
  readonly path: string;
  /** The size in bytes. */
  readonly size: number;
  /** The SHA-256 hash of the content, in hexadecimal. */
  readonly sha256: string;

  constructor(path: string, size: number, sha256: string) {
    this.path = path;
    this.size = size;
    this.sha256 = sha256;
  }
}
