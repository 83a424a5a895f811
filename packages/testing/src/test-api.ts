import type { Role } from '@doorstep/contracts/permissions';
import type { SignedInClient } from './client.ts';

/** Commands of an operator for suites. */
export type OperatorCommands = {
  newTenant(settings?: Record<string, string>): Promise<string>;
  setTenant(id: string, name: string, value: string): Promise<void>;
  setRole(tenantId: string, email: string, role: Role): Promise<void>;
};

/** A running API, with direct access to its background work and database. */
export type TestApi = OperatorCommands & {
  readonly url: string;
  readonly dataDir: string;
  /** Registers a customer of a tenant and signs them in. */
  newCustomer(tenantId: string, email?: string): Promise<SignedInClient>;
  /** Resolves when the API has no background work left. */
  settled(): Promise<void>;
  /** Runs SQL as the database's superuser. */
  sql<Row extends Record<string, unknown>>(text: string, values?: unknown[]): Promise<Row[]>;
};

/** An API with its own clock, for one suite. */
export type OwnTestApi = TestApi & {
  /** Moves the server's clock. */
  advance(seconds: number): Promise<void>;
};

/** The commands of `apps/api/test/api-process.ts`. */
export type ApiCommands = OperatorCommands & Pick<OwnTestApi, 'settled' | 'advance'>;
