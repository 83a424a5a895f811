import type pg from 'pg';
import { wireOf } from './pg-internals.ts';

/**
 * Sends in one write all messages that a connection is given in one tick. pg writes message by message, and corks only
 * around single queries: a pipelined transaction would wake the server, and cost a system call, for each of its parts.
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
