import { connect, type Socket } from 'node:net';

/** A connection on which a test writes requests byte by byte. */
export type RawConnection = {
  socket: Socket;
  /** The answer so far. */
  answer(): string;
  /** The complete answer, after the server has closed the connection. */
  closed: Promise<string>;
};

/** Opens a connection to the server of a URL. A reset counts as closed. */
export const openConnection = (url: string): RawConnection => {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1');
  });
  socket.on('error', () => {});
  const closed = new Promise<string>((resolve) => socket.once('close', () => resolve(text)));
  return { socket, answer: () => text, closed };
};

/** Writes chunks of a `Transfer-Encoding: chunked` body until the server closes the connection. Returns the number of bytes written. */
export const writeEndlessly = async ({ socket, closed }: RawConnection, bytes: Buffer): Promise<number> => {
  const chunk = Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);
  let open = true;
  closed.then(() => {
    open = false;
  });
  while (open) {
    if (!socket.write(chunk)) await Promise.race([closed, new Promise((resolve) => socket.once('drain', resolve))]);
    // Reads before each write, because a write to a reset connection destroys the socket with its unread answer.
    for (let turn = 0; turn < 2; turn += 1) await new Promise(setImmediate);
  }
  return socket.bytesWritten;
};
