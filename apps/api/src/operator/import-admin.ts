import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FieldFault } from '@doorstep/contracts/errors';
import { localize } from '@doorstep/contracts/messages/message';
import type { RequestInfo } from '@doorstep/database/audit';
import type { OpenDatabase } from '@doorstep/database/connection';
import type { Database } from '@doorstep/database/database';
import { pino } from 'pino';
import type { Config } from '../config/env.ts';
import { loadKeys } from '../config/keys.ts';
import type { ImportRow } from '../imports/import.statements.ts';
import { newImport } from '../imports/import-row.ts';
import { runImport } from '../imports/run-import.ts';
import { buildDependencies } from '../server/build-dependencies.ts';

type Given = {
  tenantId: string;
  path: string;
  /** The folder from which the paths of pictures and proofs begin. */
  images: string | undefined;
  validate: boolean;
};

/**
 * Imports customers from a file. The same file again continues an import that was interrupted. Prints its progress. Returns lines
 * about the result and each fault. Throws an error for the operator if there is no such tenant or file.
 */
export const importFile = async (
  config: Config,
  { requests, operators }: OpenDatabase,
  requestInfo: RequestInfo,
  given: Given,
): Promise<string[]> => {
  const keys = await loadKeys(config, join(config.dataDir, 'keys.json'));
  const logger = pino({ level: config.logLevel }, pino.destination(2));
  const { dependencies, close } = buildDependencies({ config, keys, requests, operators, logger });
  try {
    if (given.images !== undefined) await dependencies.storage.check();
    const row = await openImport(dependencies.database, requestInfo, given);
    const ended = await runImport(dependencies, row, {
      content: createReadStream(given.path),
      ...(given.images !== undefined && {
        images: { media: dependencies.media, folder: { path: given.images, maxFileBytes: config.uploadMaxBytes } },
      }),
      signal: new AbortController().signal,
      onProgress: ({ line, failed }) => process.stderr.write(`\rline ${line}, ${failed} failed`),
    });
    process.stderr.write('\n');
    return [ended.id, summaryOf(ended), ...(await faultLines(dependencies.database, requestInfo, ended))];
  } finally {
    await close();
  }
};

/** Finds the interrupted import of the same file, or creates one. */
const openImport = async (
  database: Database,
  requestInfo: RequestInfo,
  { tenantId, path, validate }: Given,
): Promise<ImportRow> => {
  const { size } = await stat(path);
  const fileHash = await hashOf(path);
  const mode = validate ? ('validate' as const) : ('upsert' as const);
  const given = { tenantId, mode, fileSize: size, fileHash, actor: 'operator', actorId: null, received: true } as const;
  return database.operator(requestInfo).change(async (tx) => {
    const interrupted = await tx.import.findFirst({
      where: { tenantId, mode, actor: 'operator', state: 'running', fileHash },
    });
    const now = new Date();
    if (interrupted) return { result: interrupted as ImportRow, audit: [], isBatch: true };
    if (!(await tx.tenant.findFirst({ where: { id: tenantId } }))) throw new Error(`There is no tenant ${tenantId}.`);
    const { failure: _, ...row } = { ...newImport(given, now), state: 'running' as const, startedAt: now };
    await tx.import.create({ data: row });
    const audit = { action: 'import.created', tenantId, entityId: row.id, after: row } as const;
    return { result: { ...row, failure: null }, audit };
  });
};

const hashOf = async (path: string): Promise<Uint8Array<ArrayBuffer>> => {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return new Uint8Array(hash.digest());
};

/** An import that is still running was taken over by another command, which reads the same file. */
const summaryOf = ({ mode, state, created, updated, unchanged, failed }: ImportRow): string =>
  `${mode} ${state}: ${created} created, ${updated} updated, ${unchanged} unchanged, ${failed} failed`;

const maxFaults = 1000;

const faultLines = async (database: Database, requestInfo: RequestInfo, row: ImportRow): Promise<string[]> => {
  const { tenantId, id, failure } = row;
  const faults = await database.operator(requestInfo).read((db) =>
    db.importFault.findMany({
      where: { tenantId, importId: id },
      orderBy: [{ line: 'asc' }, { place: 'asc' }],
      take: maxFaults,
    }),
  );
  const ofLines = faults.map(({ line, field, code, message }) =>
    [`line ${line}`, field, code, localize(message as FieldFault['message'], 'en')].join('\t'),
  );
  return failure ? [localize((failure as FieldFault).message, 'en'), ...ofLines] : ofLines;
};
