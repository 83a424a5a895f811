/** Reads what a PostgreSQL client sends (protocol 3.0, "Message Formats" in PostgreSQL's manual), in whole messages. */

/** Larger than any statement we write; what is announced as longer is no message of ours. */
const maxMessageBytes = 64 * 1024 * 1024;

const headerBytes = 5;

export const sslRequestCode = 80_877_103;

/** Asks a server whether it speaks TLS: the shortest question that it answers. */
export const sslRequest = Buffer.alloc(8);
sslRequest.writeUInt32BE(8, 0);
sslRequest.writeUInt32BE(sslRequestCode, 4);

export type Batch = {
  /** Whole messages, as they came. */
  bytes: Buffer;
  /** Whether the last of them makes the server answer that it is ready again (Query, Sync, FunctionCall). */
  synced: boolean;
  /** The client has said goodbye. */
  terminated: boolean;
};

export class FrontendMessages {
  #chunks: Buffer[] = [];
  #length = 0;

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
  }

  /** The first packet of a connection, which has no type; null until it is whole. */
  takeStartup(): Buffer | null {
    if (this.#length < 8) return null;
    const length = this.#peek(4).readUInt32BE(0);
    if (length < 8 || length > 10_000) throw new Error('Not a startup packet');
    return this.#length < length ? null : this.#take(length);
  }

  /** All whole messages that have come; null where there is none yet. */
  take(): Batch | null {
    if (this.#length < headerBytes) return null;
    const all = this.#joined();
    let end = 0;
    let type = '';
    while (end + headerBytes <= all.length && type !== 'X') {
      const length = all.readUInt32BE(end + 1) + 1;
      if (length < headerBytes || length > maxMessageBytes) throw new Error('Not a message of the protocol');
      if (end + length > all.length) break;
      type = String.fromCharCode(all[end] ?? 0);
      end += length;
    }
    if (end === 0) return null;
    const terminated = type === 'X';
    const bytes = this.#take(end).subarray(0, terminated ? end - headerBytes : end);
    return { bytes, synced: type === 'Q' || type === 'S' || type === 'F', terminated };
  }

  #joined(): Buffer {
    if (this.#chunks.length > 1) this.#chunks = [Buffer.concat(this.#chunks)];
    return this.#chunks[0] ?? Buffer.alloc(0);
  }

  #peek(bytes: number): Buffer {
    return this.#joined().subarray(0, bytes);
  }

  #take(bytes: number): Buffer {
    const all = this.#joined();
    this.#chunks = bytes < all.length ? [all.subarray(bytes)] : [];
    this.#length = all.length - bytes;
    return all.subarray(0, bytes);
  }
}

/** The names and values of a startup packet. */
export const startupParameters = (packet: Buffer): Map<string, string> => {
  const words = packet.subarray(8).toString('utf8').split('\0');
  const parameters = new Map<string, string>();
  for (let i = 0; i + 1 < words.length && words[i]; i += 2) parameters.set(words[i] ?? '', words[i + 1] ?? '');
  return parameters;
};
