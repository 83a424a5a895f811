import pg from 'pg';
import { afterAll, beforeAll, inject } from 'vitest';
import { createDatabase, type Database } from './database.ts';
import type {} from './test-database.ts';
import { newTenant } from './test-rows.ts';

/** A login of the application for a suite, which runs SQL so that policies, grants and triggers alone protect the rows. */
export type TestLogin = {
  /** The owner of the tables, for rows that the suite needs. */
  readonly asOwner: pg.Pool;
  readonly database: Database;
  /** A tenant of the suite. */
  readonly tenantId: string;
  /** Runs SQL behind an entrance, and rolls it back. `actor` is what the entrance returned. */
  behind<T>(
    entrance: string,
    values: (string | null)[],
    work: (client: pg.PoolClient, actor: string) => Promise<T>,
  ): Promise<T>;
};

export const useLogin = (): TestLogin => {
  const { requests, owner } = inject('database');
  const asOwner = new pg.Pool({ ...owner, max: 1 });
  const asLogin = new pg.Pool({ ...requests, max: 1 });
  const database = createDatabase(requests);
  let tenantId = '';
  beforeAll(async () => {
    tenantId = await newTenant(database);
  });
  afterAll(async () => {
    await Promise.all([asOwner.end(), asLogin.end(), database.close()]);
  });
  return {
    asOwner,
    database,
    get tenantId() {
      return tenantId;
    },
    behind: async (entrance, values, work) => {
      const client = await asLogin.connect();
      try {
        await client.query('BEGIN');
        const { rows } = await client.query(`SELECT ${entrance} AS actor`, values);
        return await work(client, rows[0].actor);
      } finally {
        await client.query('ROLLBACK');
        client.release();
      }
    },
  };
};
