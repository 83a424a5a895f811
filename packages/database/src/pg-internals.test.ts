import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { assertPgInternals } from './pg-internals.ts';

/** A copy of pg with changed parts, as in a later release. */
const changed = (parts: Partial<Record<keyof typeof pg, unknown>>): typeof pg =>
  Object.create(pg, Object.fromEntries(Object.entries(parts).map(([name, value]) => [name, { value }])));

describe('The self-test of the private parts of pg', () => {
  test('passes with the installed release', () => {
    expect(() => assertPgInternals()).not.toThrow();
  });

  test('names the version and the changed part', () => {
    class Query extends pg.Query {}
    Object.assign(Query.prototype, { prepare: undefined });
    class Connection extends pg.Connection {
      parsedStatements = undefined;
    }
    expect(() => assertPgInternals(changed({ Query }))).toThrow(
      /^pg 8\.\d+\.\d+ changed: Query\.prototype\.prepare is undefined, not function\. See .*pg-internals\.ts\.$/,
    );
    expect(() => assertPgInternals(changed({ Connection }))).toThrow(/Connection\.parsedStatements is undefined/);
    expect(() =>
      assertPgInternals(
        changed({
          Client: class {
            connection = {};
          },
        }),
      ),
    ).toThrow(/Client\.pipeline/);
  });
});
