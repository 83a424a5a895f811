import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createConnection, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { query, sync } from './backend-messages.ts';
import { type Embedded, openEmbedded } from './embedded.ts';
import { Multiplexer } from './multiplexer.ts';

let dataDir: string;
let embedded: Embedded;
const clients: pg.Client[] = [];

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'doorstep-mux-'));
  embedded = await openEmbedded({ dataDir });
  const client = await connect();
  await client.query('CREATE TABLE notes (n int PRIMARY KEY, text text)');
  await client.query('CREATE ROLE guest LOGIN');
  await client.query('CREATE ROLE visitor LOGIN');
});

afterAll(async () => {
  await Promise.all(clients.map((client) => client.end().catch(() => {})));
  await embedded.close();
  await rm(dataDir, { recursive: true });
});

const connect = async (login = 'postgres', pipeline = false): Promise<pg.Client> => {
  const client = new pg.Client({ ...embedded.connection(login), pipeline });
  client.on('error', () => {});
  await client.connect();
  clients.push(client);
  return client;
};

const rowsOf = async (client: pg.Client, sql: string, values: unknown[] = []) => (await client.query(sql, values)).rows;

/** A client of bytes: what it sends, and all that came back. */
class RawClient {
  readonly socket: Socket;
  received = '';

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk) => {
      this.received += chunk.toString('latin1');
      socket.emit('received');
    });
    socket.on('error', () => {});
  }

  static async open(login: string): Promise<RawClient> {
    const { host, port } = embedded.connection(login);
    const client = new RawClient(createConnection(`${host}/.s.PGSQL.${port}`));
    const body = Buffer.from(`\0\x03\0\0user\0${login}\0\0`, 'latin1');
    const length = Buffer.alloc(4);
    length.writeUInt32BE(body.length + 4);
    client.socket.write(Buffer.concat([length, body]));
    return client;
  }

  async until(text: string): Promise<void> {
    while (!this.received.includes(text)) await once(this.socket, 'received');
  }

  /** Sends and waits until as many ReadyForQuery have come as were asked for. */
  async send(bytes: Buffer, ready = 0): Promise<string> {
    const before = this.received.length;
    this.socket.write(bytes);
    const answer = () => this.received.slice(before);
    while (answer().split('Z\0\0\0\x05').length <= ready) await once(this.socket, 'received');
    return answer();
  }
}

const message = (type: string, body: string): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(Buffer.byteLength(body, 'latin1') + 4);
  return Buffer.concat([Buffer.from(type), length, Buffer.from(body, 'latin1')]);
};

/** An extended query without its Sync. */
const extended = (sql: string): Buffer =>
  Buffer.concat([message('P', `\0${sql}\0\0\0`), message('B', '\0\0\0\0\0\0\0\0'), message('E', '\0\0\0\0\0')]);

describe('The multiplexer', () => {
  test('gives every client its own rows, pipelined and not, in and out of transactions', async () => {
    const wrong: string[] = [];
    const plain = async (client: pg.Client, id: number) => {
      for (let i = 0; i < 150; i++) {
        const value = `${id}-${i}`;
        const [row] = await rowsOf(client, 'SELECT $1::text AS value', [value]);
        if (row.value !== value) wrong.push(value);
      }
    };
    const pipelined = async (client: pg.Client, id: number) => {
      for (let i = 0; i < 60; i++) {
        const value = `${id}-${i}`;
        const [, set, read] = await Promise.all([
          client.query('BEGIN'),
          client.query("SELECT set_config('app.mine', $1, true) AS value", [value]),
          client.query("SELECT current_setting('app.mine') AS value, $1::text AS given", [value]),
          client.query('COMMIT'),
        ]);
        if (set.rows[0].value !== value || read.rows[0].value !== value || read.rows[0].given !== value)
          wrong.push(value);
      }
    };
    const stepwise = async (client: pg.Client, id: number) => {
      for (let i = 0; i < 60; i++) {
        await client.query({ text: 'BEGIN', values: [] });
        await client.query("SELECT set_config('app.mine', $1, true)", [`${id}-${i}`]);
        const [row] = await rowsOf(client, "SELECT current_setting('app.mine') AS value");
        if (row.value !== `${id}-${i}`) wrong.push(`${id}-${i}`);
        await client.query(i % 3 ? 'COMMIT' : 'ROLLBACK');
      }
    };
    const kinds = [plain, pipelined, stepwise];
    await Promise.all(
      Array.from({ length: 12 }, async (_, id) => {
        const kind = kinds[id % 3] ?? plain;
        await kind(await connect(id % 2 ? 'guest' : 'postgres', kind === pipelined), id);
      }),
    );
    expect(wrong).toEqual([]);
  });

  test('lets nobody between the parts of an extended query, or into a transaction', async () => {
    const raw = await RawClient.open('postgres');
    await raw.until('Z\0\0\0\x05I');
    const other = await connect();
    await raw.send(extended("SELECT 'half'"));
    let done = false;
    const waiting = rowsOf(other, 'SELECT 1 AS one').then((rows) => {
      done = true;
      return rows;
    });
    const answer = await raw.send(Buffer.concat([extended("INSERT INTO notes VALUES (1, 'from half')"), sync]), 1);
    expect(answer).toContain('half');
    expect(await waiting).toEqual([{ one: 1 }]);
    expect(done).toBe(true);
    raw.socket.destroy();
  });

  test('takes a BEGIN in the extended protocol for what it is', async () => {
    const raw = await RawClient.open('postgres');
    await raw.until('Z\0\0\0\x05I');
    const begun = await raw.send(Buffer.concat([extended('BEGIN'), sync]), 1);
    expect(begun).toContain('Z\0\0\0\x05T');
    await raw.send(Buffer.concat([extended("INSERT INTO notes VALUES (2, 'unseen')"), sync]), 1);
    const other = await connect();
    const count = rowsOf(other, 'SELECT count(*)::int AS n FROM notes WHERE n = 2');
    await raw.send(Buffer.concat([extended('ROLLBACK'), sync]), 1);
    expect(await count).toEqual([{ n: 0 }]);
    raw.socket.destroy();
  });

  test('skips to the next Sync after an error, and goes on', async () => {
    const raw = await RawClient.open('postgres');
    await raw.until('Z\0\0\0\x05I');
    const failed = await raw.send(
      Buffer.concat([
        extended('SELECT nonsense'),
        extended("SELECT 'skipped'"),
        sync,
        extended("SELECT 'after'"),
        sync,
      ]),
      2,
    );
    expect(failed).toContain('nonsense');
    expect(failed).not.toContain('skipped');
    expect(failed).toContain('after');
    raw.socket.destroy();
  });

  test.each([
    ['in a transaction', [query('BEGIN'), query("INSERT INTO notes VALUES (3, 'lost')")], 2],
    ['in an extended query', [query('BEGIN'), extended("INSERT INTO notes VALUES (3, 'lost')")], 1],
    ['after an error without Sync', [query('BEGIN'), extended('SELECT nonsense')], 1],
    ['in the middle of a message', [query('BEGIN'), query("INSERT INTO notes VALUES (3, 'lost')").subarray(0, 12)], 1],
  ])('rolls back a client that goes away %s, and serves the next', async (_when, messages, ready) => {
    const raw = await RawClient.open('postgres');
    await raw.until('Z\0\0\0\x05I');
    await raw.send(Buffer.concat(messages), ready);
    raw.socket.destroy();
    const other = await connect();
    expect(await rowsOf(other, "INSERT INTO notes VALUES (3, 'mine') ON CONFLICT DO NOTHING RETURNING text")).toEqual([
      { text: 'mine' },
    ]);
    await other.query('DELETE FROM notes WHERE n = 3');
  });

  test('keeps logins apart, and what one leaves on the session from another', async () => {
    const guest = await connect('guest');
    const visitor = await connect('visitor');
    const owner = await connect();
    const who = async (client: pg.Client) => (await rowsOf(client, 'SELECT current_user AS who'))[0].who;
    await guest.query("SET app.trace = 'behind'");
    for (let i = 0; i < 5; i++) {
      expect([await who(guest), await who(owner), await who(visitor)]).toEqual(['guest', 'postgres', 'visitor']);
    }
    await expect(guest.query('SELECT * FROM notes')).rejects.toThrow('permission denied');
    expect(await rowsOf(owner, 'SELECT count(*) > 0 AS sees FROM pg_authid')).toEqual([{ sees: true }]);
    await expect(visitor.query('SELECT * FROM pg_authid')).rejects.toThrow('permission denied');
    expect((await rowsOf(visitor, "SELECT current_setting('app.trace', true) AS trace"))[0].trace || null).toBeNull();
  });

  test('keeps the session for who began an extended query behind a whole one', async () => {
    const raw = await RawClient.open('postgres');
    await raw.until('Z\0\0\0\x05I');
    const other = await connect();
    await raw.send(Buffer.concat([query('SELECT 1'), extended("INSERT INTO notes VALUES (4, 'half')")]), 1);
    const seen = rowsOf(other, "INSERT INTO notes VALUES (4, 'other') ON CONFLICT DO NOTHING RETURNING text");
    await raw.send(sync, 1);
    expect(await seen).toEqual([]);
    expect(await rowsOf(other, 'DELETE FROM notes WHERE n = 4 RETURNING text')).toEqual([{ text: 'half' }]);
    raw.socket.destroy();
  });

  test('hands the session on when taking it for a login has failed', async () => {
    const multiplexer = new Multiplexer({ exec: () => Promise.reject(new Error('lost')) }, '18');
    await expect(multiplexer.acquire('guest')).rejects.toThrow('lost');
    expect(await Promise.race([multiplexer.acquire('postgres'), nextTurn('never')])).toBe(true);
  });

  test('refuses a login that does not exist', async () => {
    await expect(connect('nobody')).rejects.toMatchObject({ code: '28000' });
  });

  test('answers requests for encryption, cancelling and nonsense without harm', async () => {
    const { host, port } = embedded.connection('postgres');
    for (const first of [
      '\0\0\0\x08\x04\xd2\x16\x2f',
      '\0\0\0\x10\x04\xd2\x16\x2e\0\0\0\x01\0\0\0\x02',
      'GET / HTTP/1.1\r\n\r\n',
    ]) {
      const socket = createConnection(`${host}/.s.PGSQL.${port}`);
      socket.on('error', () => {});
      socket.end(Buffer.from(first, 'latin1'));
      socket.resume();
      await once(socket, 'close');
    }
    expect(await rowsOf(await connect(), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('carries a value of megabytes both ways', async () => {
    const big = 'x'.repeat(3_000_000);
    const [row] = await rowsOf(await connect(), 'SELECT $1::text AS value', [big]);
    expect(row.value === big).toBe(true);
  });
});
