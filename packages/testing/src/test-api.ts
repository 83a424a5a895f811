import type { SignedInClient } from './client.ts';

/** What an operator does for a suite. */
export type OperatorCommands = {
  newTenant(settings?: Record<string, string>): Promise<string>;
  setTenant(id: string, name: string, value: string): Promise<void>;
  setRole(tenantId: string, email: string, role: 'customer' | 'staff'): Promise<void>;
};

/** A running API, and what a suite does behind its back. */
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

/** An API of one suite, whose clock no other suite depends on. */
export type OwnTestApi = TestApi & {
  /** Moves the server's clock. */
  advance(seconds: number): Promise<void>;
};

/** What `apps/api/test/api-process.ts` does on request. */
export type ApiCommands = OperatorCommands & Pick<OwnTestApi, 'settled' | 'advance'>;
