/** Writes and reads what a PostgreSQL server sends (protocol 3.0, "Message Formats" in PostgreSQL's manual). */

const message = (type: string, body: Buffer): Buffer => {
  const head = Buffer.alloc(5);
  head.write(type, 0, 'latin1');
  head.writeUInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
};

const int32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};

const parameterStatus = (name: string, value: string): Buffer => message('S', Buffer.from(`${name}\0${value}\0`));

/** What a server says to a client it lets in without a password. */
export const welcome = (serverVersion: string): Buffer =>
  Buffer.concat([
    message('R', int32(0)),
    parameterStatus('server_version', serverVersion),
    parameterStatus('server_encoding', 'UTF8'),
    parameterStatus('client_encoding', 'UTF8'),
    parameterStatus('DateStyle', 'ISO, MDY'),
    parameterStatus('TimeZone', 'UTC'),
    parameterStatus('integer_datetimes', 'on'),
    parameterStatus('standard_conforming_strings', 'on'),
    message('K', Buffer.concat([int32(process.pid), int32(0)])),
    message('Z', Buffer.from('I')),
  ]);

/** An error that ends the connection. */
export const fatal = (code: string, text: string): Buffer =>
  message('E', Buffer.from(`SFATAL\0VFATAL\0C${code}\0M${text}\0\0`));

/** A simple query, as a client would send it. */
export const query = (sql: string): Buffer => message('Q', Buffer.from(`${sql}\0`));

/** The end of an extended query, as a client would send it. */
export const sync: Buffer = message('S', Buffer.alloc(0));

/** The transaction status of the last ReadyForQuery in an answer: idle, in a transaction, failed; null where there is none. */
export const lastStatus = (answer: Uint8Array): 'I' | 'T' | 'E' | null => {
  const view = new DataView(answer.buffer, answer.byteOffset, answer.byteLength);
  let status: string | null = null;
  for (let at = 0; at + 5 <= answer.length; at += view.getUint32(at + 1) + 1) {
    if (answer[at] === 0x5a) status = String.fromCharCode(answer[at + 5] ?? 0);
  }
  return status === 'I' || status === 'T' || status === 'E' ? status : null;
};

/** Whether an answer holds an error. */
export const hasError = (answer: Uint8Array): boolean => {
  const view = new DataView(answer.buffer, answer.byteOffset, answer.byteLength);
  for (let at = 0; at + 5 <= answer.length; at += view.getUint32(at + 1) + 1) if (answer[at] === 0x45) return true;
  return false;
};
