import type pg from 'pg';

/** The one form of pg's `query` that Prisma's adapter uses: a config in, a promise out. */
export type Query = (statement: pg.QueryConfig) => Promise<pg.QueryResult>;

/** The same of a connection itself; a text is sent as it is, a config is copied first. */
export type PlainQuery = (statement: pg.QueryConfig | string) => Promise<pg.QueryResult>;

/** pg declares `query` with eight overloads; a function in the place of one that only the adapter calls needs just this. */
export const asOverloaded = (query: Query) => query as typeof pg.Pool.prototype.query;

/** The same for `connect`, which pg declares with a callback as well. */
export const asOverloadedConnect = (connect: () => Promise<pg.PoolClient>) =>
  connect as typeof pg.Pool.prototype.connect;
