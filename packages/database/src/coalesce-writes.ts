import type pg from 'pg';

/** The part of pg's connection that sends a message; its types leave it out. */
type Sender = { _send(message: Uint8Array): boolean; stream: { writable: boolean; write(bytes: Uint8Array): boolean } };

/**
 * Lets all that a connection is given to send in one tick leave in one write. pg writes message by message, and corks only
 * around single queries: a pipelined transaction would wake the server, and cost a system call, for each of its parts.
 */
export const coalesceWrites = (client: pg.ClientBase): void => {
  const { connection } = client as unknown as { connection: Sender };
  let waiting: Uint8Array[] = [];
  const flush = () => {
    const [first] = waiting;
    const bytes = waiting.length === 1 && first ? first : Buffer.concat(waiting);
    waiting = [];
    if (connection.stream.writable) connection.stream.write(bytes);
  };
  connection._send = (message) => {
    if (waiting.push(message) === 1) process.nextTick(flush);
    return true;
  };
};
