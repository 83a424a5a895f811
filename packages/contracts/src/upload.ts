/**
 * A file of a multipart request, waiting in a temporary file until the request ends.
 * A class, so that no JSON a client sends can pass for one.
 */
export class Upload {
  /** Absolute path of the temporary file; it is gone when the request is over. */
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  /** SHA-256 of the bytes, hex. */
  readonly sha256: string;

  constructor(path: string, size: number, sha256: string) {
    this.path = path;
    this.size = size;
    this.sha256 = sha256;
  }
}
