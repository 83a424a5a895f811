import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import { openSchemaEngine } from './schema-engine.ts';

const configDir = join(import.meta.dirname, '..', 'prisma');
const filters = { externalTables: [], externalEnums: [] };

/** The SQL that would make a migrated database match schema.prisma; empty if they agree. */
export const schemaDrift = async (connection: pg.ClientConfig): Promise<string> => {
  const path = join(configDir, 'schema.prisma');
  const files = [{ path, content: await readFile(path, 'utf8') }];
  const { engine, close } = await openSchemaEngine(
    connection,
    files.map((file) => [file.path, file.content]),
  );
  try {
    const { stdout } = await engine.diff({
      from: { tag: 'schemaDatasource', files, configDir },
      to: { tag: 'schemaDatamodel', files },
      script: true,
      exitCode: null,
      filters,
    });
    return (stdout ?? '').replaceAll(/^--.*$/gm, '').trim();
  } finally {
    await close();
  }
};
