import type pg from 'pg';
import { wireOf } from './pg-internals.ts';

/**
 * Combines all messages of a connection in one tick into one write. pg writes each message separately and corks only around
 * single queries, so a pipelined transaction would cost a system call for each message.
 */
export const coalesceWrites = (client: pg.ClientBase): void => {
  const wire = wireOf(client);
  let waiting: Uint8Array[] = [];
  const flush = () => {
    const [first] = waiting;
    const bytes = waiting.length === 1 && first ? first : Buffer.concat(waiting);
    waiting = [];
    if (wire.stream.writable) wire.stream.write(bytes);
  };
  wire._send = (message) => {
    if (waiting.push(message) === 1) process.nextTick(flush);
    return true;
  };
};
