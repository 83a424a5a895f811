#!/usr/bin/env node
import { createInterface } from 'node:readline';
import { openSchemaEngine } from '../src/schema-engine.ts';

/**
 * Replaces the schema engine that the Prisma CLI would download: the WebAssembly build answers the same calls. The CLI runs
 * `--datasource {json} cli can-connect-to-database`, or sends JSON-RPC to standard input, one message a line.
 */

type Call = { id: number; method: string; params?: Record<string, unknown> };

const option = (name: string): string | undefined => {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
};

const decode = (text: string | undefined): { url?: string } => {
  if (!text) return {};
  return JSON.parse(text.startsWith('{') ? text : Buffer.from(text, 'base64').toString('utf8'));
};

const open = async (datamodels: [string, string][]) => {
  const { url } = decode(option('--datasource'));
  return openSchemaEngine(url ? { connectionString: url } : {}, datamodels);
};

const answer = (message: object): void => {
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
};

const failure = (error: unknown) => {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return {
    code: 4466,
    message: 'An error happened. Check the data field for details.',
    data: { is_panic: false, message, error_code: code, meta: null },
  };
};

/** The engine needs a schema to start, so it gets the one in the call. */
const schemaOf = ({ schema, to, from }: Record<string, unknown>): [string, string][] => {
  for (const source of [schema, to, from]) {
    const files = (source as { files?: { path: string; content: string }[] } | undefined)?.files;
    if (files?.length) return files.map(({ path, content }) => [path, content]);
  }
  return [['schema.prisma', 'datasource db {\n  provider = "postgresql"\n}\n']];
};

const call = async ({ method, params = {} }: Call): Promise<unknown> => {
  const { engine, close } = await open(schemaOf(params));
  try {
    const run = Reflect.get(engine, method) as ((params: unknown) => Promise<unknown>) | undefined;
    if (!run) throw new Error(`The schema engine does not know ${method}`);
    const result = await run.call(engine, params);
    // Like the original program, sends the script of `diff` in a notice before the answer.
    if (method === 'diff')
      answer({ id: 0, method: 'print', params: { content: (result as { stdout?: string }).stdout ?? '' } });
    return result ?? null;
  } finally {
    await close();
  }
};

if (process.argv.includes('cli')) {
  const { engine, close } = await open(schemaOf({}));
  await engine.ensureConnectionValidity({ datasource: { tag: 'ConnectionString', url: '' } });
  await close();
} else {
  for await (const line of createInterface({ input: process.stdin })) {
    const request: Call = JSON.parse(line);
    const method = request.method.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
    await call({ ...request, method }).then(
      (result) => answer({ id: request.id, result }),
      (error) => answer({ id: request.id, error: failure(error) }),
    );
  }
}
