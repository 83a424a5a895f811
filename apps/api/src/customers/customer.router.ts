import * as contracts from '@doorstep/contracts/customer';
import { implement, router } from '../http/trpc.ts';
import { createCustomer, getCustomer, updateCustomer, upsertCustomer } from './customer.service.ts';
import { blockCustomer, eraseCustomer, signOutCustomer, unblockCustomer } from './customer-block.service.ts';
import { inviteCustomer } from './customer-invitation.service.ts';
import { listCustomers } from './customer-list.service.ts';

export const customerRouter = router({
  list: implement(contracts.listCustomers).query(({ ctx, input }) => listCustomers(ctx.scope, ctx.dependencies, input)),
  create: implement(contracts.createCustomer).mutation(({ ctx, input }) =>
    createCustomer(ctx.scope, ctx.dependencies, input),
  ),
  upsert: implement(contracts.upsertCustomer).mutation(({ ctx, input }) =>
    upsertCustomer(ctx.scope, ctx.dependencies, input),
  ),
  get: implement(contracts.getCustomer).query(({ ctx }) =>
    getCustomer(ctx.scope, ctx.dependencies.links, ctx.dependencies.now()),
  ),
  update: implement(contracts.updateCustomer).mutation(({ ctx, input }) =>
    updateCustomer(ctx.scope, ctx.dependencies, input),
  ),
  delete: implement(contracts.deleteCustomer).mutation(({ ctx, input }) =>
    eraseCustomer(ctx.scope, ctx.dependencies, input),
  ),
  block: implement(contracts.blockCustomer).mutation(({ ctx, input }) =>
    blockCustomer(ctx.scope, ctx.dependencies, input),
  ),
  unblock: implement(contracts.unblockCustomer).mutation(({ ctx, input }) =>
    unblockCustomer(ctx.scope, ctx.dependencies, input),
  ),
  signOut: implement(contracts.signOutCustomer).mutation(({ ctx }) => signOutCustomer(ctx.scope, ctx.dependencies)),
  invite: implement(contracts.inviteCustomer).mutation(({ ctx }) => inviteCustomer(ctx.scope, ctx.dependencies)),
});
