import type { DelegableContract, OnBehalf } from '@doorstep/contracts/on-behalf';
import type { AnyProcedure, AnyRouter, TRPCMutationProcedure, TRPCQueryProcedure } from '@trpc/server';
import type { z } from 'zod';
import { type ClientInput, type Implements, type Meta, metaOf, router } from './trpc.ts';
import type { Validated } from './validation.ts';

type Types<C extends Validated> = { input: ClientInput<C>; output: z.output<C['output']>; meta: Meta };

type ContractOf<P> = P extends Implements<infer C> ? C : never;

/** The procedure on behalf of a customer for a procedure of a customer. */
type ProcedureOnBehalf<P, C extends Validated> = P extends { _def: { type: 'query' } }
  ? TRPCQueryProcedure<Types<C>>
  : TRPCMutationProcedure<Types<C>>;

type Procedures<R> = R extends { _def: { record: infer Record } } ? Record : never;

type ProceduresOnBehalf<R> = {
  [Name in keyof R as ContractOf<R[Name]> extends DelegableContract ? Name : never]: ContractOf<
    R[Name]
  > extends infer C extends DelegableContract
    ? ProcedureOnBehalf<R[Name], OnBehalf<C>>
    : never;
};

/** The groups of a router that have procedures on behalf of a customer. */
type GroupsOnBehalf<Routers> = {
  [Group in keyof Routers as keyof ProceduresOnBehalf<Procedures<Routers[Group]>> extends never
    ? never
    : Group]: ProceduresOnBehalf<Procedures<Routers[Group]>>;
};

/**
 * Makes the router of the same operations on behalf of a customer from the routers for customers. A new procedure is part of it
 * as soon as its contract names the permission in `byTenant`.
 */
export const onBehalfRouter = <Routers extends Record<string, AnyRouter>>(routers: Routers) => {
  const groups = Object.entries(routers).flatMap(([group, { _def }]) => {
    const procedures = Object.entries<AnyProcedure>(_def.procedures).flatMap(([name, procedure]) => {
      const made = metaOf(procedure).onBehalf?.();
      return made ? [[name, made] as const] : [];
    });
    return procedures.length > 0 ? [[group, Object.fromEntries(procedures)] as const] : [];
  });
  return router(Object.fromEntries(groups) as GroupsOnBehalf<Routers>);
};
