import type { StaffRole } from '@doorstep/contracts/permissions';
import { inject, TestRunner } from 'vitest';
import { registerCustomer, type SignedInClient } from './client.ts';
import { commandsAt } from './commands.ts';
import type { OperatorCommands } from './test-api.ts';

/** The URLs of an installation, as plain data, so that vitest can provide them to workers. */
export type InstallationAddress = {
  url: string;
  /** The URL for commands of an operator. Without it, all tests use the tenant of `tenantId`. */
  commandUrl?: string;
  tenantId?: string;
};

declare module 'vitest' {
  interface ProvidedContext {
    installation: InstallationAddress;
  }
}

/** An installation that a suite calls over HTTP only. */
export type AcceptanceApi = OperatorCommands & {
  readonly url: string;
  /** A tenant with default settings, which other tests may use at the same time. */
  sharedTenant(): Promise<string>;
  /** A customer of that tenant, for tests whose requests are refused. */
  sharedCustomer(): Promise<SignedInClient>;
  /** Registers a customer of a tenant and signs them in. */
  newCustomer(tenantId: string, email?: string): Promise<SignedInClient>;
  /** Registers a member of a tenant's staff, by default one who reviews proofs, and signs them in. */
  newStaff(tenantId: string, role?: StaffRole): Promise<SignedInClient>;
};

/** Why a test is skipped that needs a tenant of its own, or staff. */
const needsOperator =
  'Only an operator creates tenants and staff: set DATABASE_URL or DATA_DIR instead of ACCEPTANCE_TENANT.';

/** The installation under test: the API of this run, or the one that `npm run acceptance` is given. */
export const useApi = (): AcceptanceApi => {
  const { url, commandUrl, tenantId } = inject('installation');
  const operator = commandUrl === undefined ? undefined : commandsAt<OperatorCommands>(() => commandUrl);
  let tenant: Promise<string> | undefined;
  let customer: Promise<SignedInClient> | undefined;
  const sharedTenant = () => {
    tenant ??= operator ? operator.newTenant() : Promise.resolve(tenantId ?? '');
    return tenant;
  };
  return {
    url,
    sharedTenant,
    sharedCustomer: () => {
      customer ??= sharedTenant().then((id) => registerCustomer(url, id));
      return customer;
    },
    newTenant: async (settings = {}) => (operator ?? skipTest()).newTenant(settings),
    setTenant: async (id, name, value) => (operator ?? skipTest()).setTenant(id, name, value),
    setRole: async (id, email, role) => (operator ?? skipTest()).setRole(id, email, role),
    newCustomer: (id, email) => registerCustomer(url, id, email),
    newStaff: async (id, role = 'reviewer') => {
      const commands = operator ?? skipTest();
      const staff = await registerCustomer(url, id);
      await commands.setRole(id, staff.email, role);
      return staff;
    },
  };
};

const skipTest = (): never => {
  const test = TestRunner.getCurrentTest();
  if (!test) throw new Error(needsOperator);
  return test.context.skip(needsOperator);
};
