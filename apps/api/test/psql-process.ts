import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import pg from 'pg';

/** Runs a command and a file as `psql URL -qAt -v ON_ERROR_STOP=1 -c COMMAND -f FILE` does, on machines without psql. */

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quiet: { type: 'boolean', short: 'q' },
    'no-align': { type: 'boolean', short: 'A' },
    'tuples-only': { type: 'boolean', short: 't' },
    variable: { type: 'string', short: 'v' },
    command: { type: 'string', short: 'c', default: '' },
    file: { type: 'string', short: 'f', default: '' },
  },
});

const client = new pg.Client({
  connectionString: positionals[0],
  types: { getTypeParser: () => (text: string | Buffer) => text },
});
await client.connect();
await client.query(values.command);
const { rows } = await client.query<string[]>({ text: await readFile(values.file, 'utf8'), rowMode: 'array' });
await client.end();
process.stdout.write(rows.map((cells) => `${cells.join('|')}\n`).join(''));
