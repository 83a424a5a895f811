import { z } from 'zod';
import type { Contract } from './contract.ts';
import type { Permission } from './permissions.ts';
import { rowId } from './text.ts';

/** A contract for customers whose operation staff and API keys may call on behalf of a customer. */
export type DelegableContract = Contract & { access: 'customer'; byTenant: Permission };

const customerId = {
  customer_id: rowId.meta({ description: 'The id of the customer, the `user_id` of the profile.' }),
};

/** The contract that {@link onBehalf} derives. */
export type OnBehalf<C extends DelegableContract> = Omit<C, 'rest' | 'access' | 'byTenant' | 'input' | 'output'> & {
  rest: Contract['rest'];
  access: { permission: C['byTenant'] };
  onBehalf: true;
  input: z.ZodObject<typeof customerId & C['input']['shape']>;
  output: C['output'];
};

/** Returns whether staff and API keys may call the operation of a contract on behalf of a customer. */
export const isDelegable = (contract: Contract): contract is DelegableContract =>
  contract.access === 'customer' && contract.byTenant !== null;

/**
 * Derives the contract for staff and API keys from one for customers: the same operation for the customer in the path. So
 * `/customer/addresses/` becomes `/customers/{customer_id}/addresses/`. All that the contract does not rename stays as it is.
 */
export const onBehalf = <C extends DelegableContract>(contract: C): OnBehalf<C> => {
  const { byTenant: permission, rest, input, ...unchanged } = contract;
  return {
    ...unchanged,
    rest: {
      ...rest,
      path: rest.path.replace(/^\/(customer|auth)\//, '/customers/{customer_id}/') as Contract['rest']['path'],
      tags: ['customers'],
      summary: ofCustomer(rest.summary),
    },
    access: { permission },
    onBehalf: true,
    input: z.object({ ...customerId, ...input.shape }),
  } as unknown as OnBehalf<C>;
};

/** "List my addresses" becomes "List a customer's addresses", and "Get an address" becomes "Get an address of a customer". */
const ofCustomer = (summary: string): string =>
  /\bmy\b/.test(summary) ? summary.replace(/\bmy\b/, "a customer's") : `${summary} of a customer`;
