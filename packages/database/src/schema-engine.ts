import { PrismaPg } from '@prisma/adapter-pg';
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils';
import type { SchemaEngine } from '@prisma/schema-engine-wasm';
import pg from 'pg';

/**
 * Opens the WebAssembly build of Prisma's schema engine on a database. It loads slowly, so keep it off hot paths.
 *
 * @param datamodels Schema files as `[path, content]`.
 */
export const openSchemaEngine = async (
  connection: pg.PoolConfig,
  datamodels: [string, string][],
): Promise<{ engine: SchemaEngine; close(): Promise<void> }> => {
  const { SchemaEngine } = await withoutWarning(() => import('@prisma/schema-engine-wasm'));
  const factory = new ScriptPg(connection);
  const engine = await SchemaEngine.new({ datamodels }, () => {}, bindMigrationAwareSqlAdapterFactory(factory));
  return {
    engine,
    close: async () => {
      engine.free();
      await factory.dispose();
    },
  };
};

// The type "char" of PostgreSQL's own tables (OID 18). The adapter does not convert it as the engine expects.
const oneByteChar = 18;

/** Sends scripts as a whole, because Prisma's adapter splits them at every semicolon, also in the body of a function. */
class ScriptPg implements SqlMigrationAwareDriverAdapterFactory {
  readonly provider = 'postgres';
  readonly adapterName = '@prisma/adapter-pg';
  readonly #connection: pg.PoolConfig;
  readonly #opened: SqlDriverAdapter[] = [];

  constructor(connection: pg.PoolConfig) {
    this.#connection = connection;
  }

  connectToShadowDb(): Promise<SqlDriverAdapter> {
    return Promise.reject(new Error('There is no shadow database here: write migrations with "prisma migrate diff"'));
  }

  async dispose(): Promise<void> {
    await Promise.all(this.#opened.map((adapter) => adapter.dispose()));
  }

  async connect(): Promise<SqlDriverAdapter> {
    const pool = new pg.Pool(this.#connection);
    pool.on('error', () => {});
    const query: (statement: pg.QueryConfig) => Promise<pg.QueryResult> = pool.query.bind(pool);
    const charColumns = new WeakMap<object, number[]>();
    const queryWithText = async (statement: pg.QueryConfig) => {
      const result = await query(statement);
      const positions = result.fields.flatMap((field, position) =>
        field.dataTypeID === oneByteChar ? [position] : [],
      );
      for (const position of positions)
        Object.assign(result.fields[position] ?? {}, { dataTypeID: pg.types.builtins.TEXT });
      charColumns.set(result.rows, positions);
      return result;
    };
    Object.assign(pool, { query: queryWithText });
    const adapter: SqlDriverAdapter = await new PrismaPg(pool).connect();
    const queryRaw = adapter.queryRaw.bind(adapter);
    adapter.queryRaw = async (statement) => {
      const result = await queryRaw(statement);
      for (const position of charColumns.get(result.rows) ?? [])
        result.columnTypes[position] = ColumnTypeEnum.Character;
      return result;
    };
    let disposed: Promise<void> | undefined;
    adapter.executeScript = async (script) => {
      await query({ text: script });
    };
    adapter.dispose = () => {
      disposed ??= pool.end();
      return disposed;
    };
    this.#opened.push(adapter);
    return adapter;
  }
}

/** Suppresses Node's warning about importing WebAssembly as a module, because a user can do nothing about it. */
const withoutWarning = async <T>(work: () => Promise<T>): Promise<T> => {
  const emitWarning = process.emitWarning;
  process.emitWarning = () => {};
  try {
    return await work();
  } finally {
    process.emitWarning = emitWarning;
  }
};
