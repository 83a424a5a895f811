import type { WrittenCustomerAddress } from '@doorstep/contracts/address';
import * as contracts from '@doorstep/contracts/address';
import type { FieldError, FieldFault } from '@doorstep/contracts/errors';
import { implement, router } from '../http/trpc.ts';
import {
  addressExists,
  createAddress,
  deleteAddress,
  getAddress,
  replaceAddress,
  updateAddress,
} from './address.service.ts';
import { extraFaults, type WarnedAddress } from './address-checking.ts';
import { listAddresses } from './address-list.service.ts';
import { anyAddressExists, restoreAddress } from './address-restore.service.ts';

const row = addressExists;

/** Translates the warnings of a write into the caller's language. */
const localizeWarnings = async (
  ctx: { localizeFaults: (faults: readonly FieldFault[]) => FieldError[] },
  writing: Promise<WarnedAddress>,
): Promise<WrittenCustomerAddress> => {
  const { warnings, ...address } = await writing;
  return warnings ? { ...address, warnings: ctx.localizeFaults(warnings) } : address;
};

export const addressRouter = router({
  list: implement(contracts.listAddresses).query(({ ctx, input }) => listAddresses(ctx.scope, ctx.dependencies, input)),
  create: implement(contracts.createAddress, { extraFaults }).mutation(({ ctx, input }) =>
    localizeWarnings(ctx, createAddress(ctx.scope, ctx.dependencies, input)),
  ),
  get: implement(contracts.getAddress, { row }).query(({ ctx, input }) =>
    getAddress(ctx.scope, ctx.dependencies.links, input.id),
  ),
  replace: implement(contracts.replaceAddress, { row, extraFaults }).mutation(({ ctx, input }) =>
    localizeWarnings(ctx, replaceAddress(ctx.scope, ctx.dependencies, input)),
  ),
  update: implement(contracts.updateAddress, { row }).mutation(({ ctx, input }) =>
    localizeWarnings(ctx, updateAddress(ctx.scope, ctx.dependencies, input)),
  ),
  delete: implement(contracts.deleteAddress, { row }).mutation(({ ctx, input }) =>
    deleteAddress(ctx.scope, ctx.dependencies, input),
  ),
  restore: implement(contracts.restoreAddress, { row: anyAddressExists }).mutation(({ ctx, input }) =>
    localizeWarnings(ctx, restoreAddress(ctx.scope, ctx.dependencies, input)),
  ),
});
