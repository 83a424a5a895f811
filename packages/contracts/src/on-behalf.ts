import { z } from 'zod';
import type { Contract } from './contract.ts';
import type { Permission } from './permissions.ts';
import { rowId } from './text.ts';

/** A contract for customers whose operation staff and API keys may call on behalf of a customer. */
export type DelegableContract = Contract & { access: 'customer'; byTenant: Permission };

const customerId = {
  customer_id: rowId.meta({ description: 'The id of the customer, the `user_id` of the profile.' }),
};

/** The fields of the input that only staff and API keys can give. */
export type TenantInput<C extends Contract> = C extends { forTenant: { input: infer Shape extends z.ZodRawShape } }
  ? Shape
  : Record<never, never>;

/** The output for staff and API keys. It has all that the output for the customer has. */
export type TenantOutput<C extends Contract> = C extends { forTenant: { output: infer Output extends z.ZodType } }
  ? Output
  : C['output'];

type Replaced = 'rest' | 'access' | 'byTenant' | 'forTenant' | 'input' | 'output';

/** The contract that {@link onBehalf} derives. */
export type OnBehalf<C extends DelegableContract> = Omit<C, Replaced> & {
  rest: Contract['rest'];
  access: { permission: C['byTenant'] };
  onBehalf: true;
  input: z.ZodObject<typeof customerId & C['input']['shape'] & TenantInput<C>>;
  output: TenantOutput<C>;
};

/** Returns whether staff and API keys may call the operation of a contract on behalf of a customer. */
export const isDelegable = (contract: Contract): contract is DelegableContract =>
  contract.access === 'customer' && contract.byTenant !== null;

/**
 * Derives the contract for staff and API keys from one for customers: the same operation for the customer in the path. So
 * `/customer/addresses/` becomes `/customers/{customer_id}/addresses/`. `forTenant` adds what only staff and API keys see and write.
 * All else stays as it is.
 */
export const onBehalf = <C extends DelegableContract>(contract: C): OnBehalf<C> => {
  const { byTenant: permission, forTenant, rest, input, output, ...unchanged } = contract;
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
    input: z.object({ ...customerId, ...input.shape, ...forTenant?.input }),
    output: forTenant?.output ?? output,
  } as unknown as OnBehalf<C>;
};

/** "List my addresses" becomes "List a customer's addresses", and "Get an address" becomes "Get an address of a customer". */
const ofCustomer = (summary: string): string =>
  /\bmy\b/.test(summary) ? summary.replace(/\bmy\b/, "a customer's") : `${summary} of a customer`;
