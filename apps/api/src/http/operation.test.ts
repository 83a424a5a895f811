import type { Contract } from '@doorstep/contracts/contract';
import { onBehalf } from '@doorstep/contracts/on-behalf';
import type { Scope } from '@doorstep/database/scope';
import type { Request, Response } from 'express';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Dependencies } from '../server/dependencies.ts';
import { authenticate } from './authenticate.ts';
import { authorize } from './authorize.ts';
import { assertPermission, customerScope } from './customer-scope.ts';
import type { ReadInput } from './input.ts';
import { type InputChecks, operationOf } from './operation.ts';
import { inputSchemaOf, validateInput, validateOutput } from './validation.ts';
import { withWriteLimits } from './write-limits.ts';

const tenantId = '0190f000-0000-7000-8000-000000000001';
const userId = '0190f000-0000-7000-8000-000000000002';
const rowId = '0190f000-0000-7000-8000-000000000003';
const requestInfo = { requestId: 'operation', address: '', agent: '' };
const signedIn = { authorization: 'Bearer token', 'x-tenant-id': tenantId };

const contract = {
  rest: { method: 'PATCH', path: '/things/{id}/', status: 200, tags: ['things'], summary: 'Change a thing' },
  access: 'customer',
  byTenant: 'customers:write',
  input: z.object({ id: z.uuid(), name: z.string().max(5) }),
  output: z.object({ name: z.string() }),
  precondition: true,
  idempotent: true,
} as const satisfies Contract;

const { precondition: _, idempotent: __, ...plain } = contract;
const derived = onBehalf(contract);

/** Records the steps of a call in order, with stubs for the dependencies. */
const recordSteps = ({ liveAs = 'customer', limit = 5 } = {}) => {
  const steps: string[] = [];
  const log = (step: string) => {
    steps.push(step);
  };
  const scope = {
    caller: { tenantId, userId, sessionId: userId },
    read: async ({ name }: { name: string }) => {
      log(`query ${name}`);
      return [{ actor: liveAs }];
    },
    write: async (work: () => Promise<{ count?: string }>) => log(`count ${(await work()).count}`),
  } satisfies { [Member in keyof Scope]?: unknown } as unknown as Scope;
  const dependencies = {
    accessTokens: {
      verify: async () => {
        log('verify token');
        return scope.caller;
      },
    },
    database: { scope: () => scope },
    tenantLimits: async () => ({ writes_per_customer: limit, uploads_per_customer: limit }),
    rateLimits: { consume: async () => log('count write'), refund: async () => log('uncount write') },
    now: () => new Date(),
  } as unknown as Dependencies;
  const readInput =
    (input: unknown, form = false): ReadInput =>
    async ({ beforeBody }) => {
      if (form) await beforeBody();
      log('read input');
      return form ? { input, flat: true } : { input };
    };
  const call = (
    input: unknown,
    {
      form = false,
      checks = {} as InputChecks,
      result = { name: 'a' } as object,
      of = contract as Contract,
      params = { id: rowId } as Record<string, string>,
    } = {},
  ) => {
    const run = async () => {
      log('run');
      return result as { name: string };
    };
    const req = Object.assign(requestWith(signedIn), { params });
    const context = { req, res: {} as Response, requestInfo, dependencies };
    const row = async () => {
      log('find row');
      return true;
    };
    return operationOf(of, { row, ...checks }, run)(context, { readInput: readInput(input, form), batchIndex: 0 });
  };
  return { steps, scope, dependencies, call };
};

const requestWith = (headers: Record<string, string>) => {
  const headersDistinct = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
  return { headers, headersDistinct, query: {} } as unknown as Request;
};

describe('A call', () => {
  test('is authenticated, read, validated and run without a further query', async () => {
    const { steps, call } = recordSteps();
    await expect(call({ id: rowId, name: 'a' })).resolves.toEqual({ name: 'a' });
    expect(steps).toEqual(['verify token', 'count write', 'read input', 'run']);
  });

  test('is authorized before a form is read', async () => {
    const { steps, call } = recordSteps();
    await call({ id: rowId, name: 'a' }, { form: true });
    expect(steps).toEqual(['verify token', 'count write', 'find row', 'read input', 'run']);
  });

  test('is authorized before its answer reports a fault of the body', async () => {
    const { steps, call } = recordSteps();
    await expect(call({ id: rowId, name: 'too long' })).rejects.toThrow('does not fit');
    expect(steps).toEqual(['verify token', 'count write', 'read input', 'find row']);
  });

  test('with an invalid body reports the extra faults that the router finds', async () => {
    const { call } = recordSteps();
    const fault = { field: 'city', code: 'required', message: { key: 'required' } } as const;
    await expect(call({}, { checks: { extraFaults: async () => [fault] } })).rejects.toMatchObject({
      extraFaults: [fault],
    });
  });

  test('whose result violates the contract is a server error and uncounts the write', async () => {
    const { steps, call } = recordSteps();
    await expect(call({ id: rowId, name: 'a' }, { result: {} })).rejects.toThrow(z.ZodError);
    expect(steps.at(-1)).toBe('uncount write');
  });
});

describe('A call on behalf of a customer', () => {
  const atCustomer = { id: rowId, customer_id: userId };
  const input = { ...atCustomer, name: 'a' };
  const of: Contract = derived;

  test.each([
    ['in the path', atCustomer],
    ['in the input', {}],
  ])('with its id %s is read, validated and run without a further query', async (_where, params) => {
    const { steps, call } = recordSteps();
    await call(input, { of, params });
    expect(steps.sort()).toEqual(['count write', 'read input', 'run', 'verify token']);
  });

  test('is authorized before a form that names the customer, and for that customer before its file is used', async () => {
    const { steps, call } = recordSteps();
    await call(input, { of, params: {}, form: true });
    const [liveCaller, liveCustomer] = ['query current_actor', 'query current_actor'];
    expect(steps).toEqual(['verify token', liveCaller, 'read input', 'count write', liveCustomer, 'run']);
  });

  test('runs in a scope of that customer, or of one who cannot exist', async () => {
    const { scope, dependencies } = recordSteps();
    const callers: unknown[] = [];
    Object.assign(dependencies.database, { scope: (caller: unknown) => callers.push(caller) });
    for (const id of [userId.toUpperCase(), 'not-an-id', undefined]) customerScope(dependencies, scope, id);
    const none = '00000000-0000-0000-0000-000000000000';
    expect(callers).toEqual([userId, none, none].map((id) => ({ ...scope.caller, userId: id })));
  });

  test('can require a further permission, for the same caller', async () => {
    const { scope, dependencies } = recordSteps();
    const callers: unknown[] = [];
    const { scope: same } = dependencies.database;
    Object.assign(dependencies.database, {
      scope: (caller: never) => [callers.push(caller), same(caller, requestInfo)][1],
    });
    const actingAs = { kind: 'staff', id: userId, sessionId: userId, permission: 'customers:read' } as const;
    const caller = { tenantId, userId: null, sessionId: null, actingAs };
    await assertPermission(dependencies, { ...scope, caller }, 'addresses:read');
    expect(callers).toEqual([{ ...caller, actingAs: { ...actingAs, permission: 'addresses:read' } }]);
  });
});

describe('authenticate', () => {
  const scopeOf = (headers: Record<string, string>, { dependencies }: ReturnType<typeof recordSteps>) =>
    authenticate(requestWith(headers), 'customer', requestInfo, dependencies);

  test('checks the token first, then the tenant header', async () => {
    await expect(scopeOf({}, recordSteps())).rejects.toMatchObject({ code: 'not_authenticated' });
    await expect(scopeOf({ authorization: 'Bearer token' }, recordSteps())).rejects.toMatchObject({
      code: 'tenant_required',
    });
  });

  test('refuses the header of another tenant and counts the refusal', async () => {
    const recorded = recordSteps();
    const headers = { ...signedIn, 'x-tenant-id': userId };
    await expect(scopeOf(headers, recorded)).rejects.toMatchObject({ code: 'tenant_mismatch' });
    expect(recorded.steps).toEqual(['verify token', 'query current_actor', 'count tenant_mismatch']);
  });

  test('makes a scope that enters with the permission of the operation', async () => {
    const { dependencies } = recordSteps();
    const scopes: unknown[] = [];
    Object.assign(dependencies.database, { scope: (caller: unknown) => scopes.push(caller) });
    await authenticate(requestWith(signedIn), { permission: 'proofs:read' }, requestInfo, dependencies);
    expect(scopes.at(-1)).toEqual({
      tenantId,
      userId: null,
      sessionId: null,
      actingAs: { kind: 'staff', id: userId, sessionId: userId, permission: 'proofs:read' },
    });
  });

  test('returns no scope for an operation that is open to anyone', async () => {
    const { dependencies } = recordSteps();
    expect(await authenticate(requestWith({}), 'anyone', requestInfo, dependencies)).toBeNull();
  });
});

describe('authorize', () => {
  test('answers the same for a missing row and an invalid id, after it has checked that the caller is live', async () => {
    const { scope, steps } = recordSteps();
    await expect(authorize(scope, rowId, async () => false)).rejects.toMatchObject({ code: 'not_found' });
    await expect(authorize(scope, 'no id', async () => true)).rejects.toMatchObject({ code: 'not_found' });
    expect(steps).toEqual(['query current_actor']);
  });
});

describe('withWriteLimits', () => {
  test.each([
    ['uncounts a write after a server error', new Error('disk failure'), true],
    ['uncounts a write after an answer that violates its contract', new z.ZodError([]), true],
    ['counts a write after a fault of the client', Object.assign(new Error(), { status: 400 }), false],
  ])('%s', async (_name, error, isRefunded) => {
    const { scope, steps, dependencies } = recordSteps();
    const work = () => Promise.reject(error);
    await expect(withWriteLimits(contract, scope, dependencies, work)).rejects.toBe(error);
    expect(steps).toEqual(['count write', ...(isRefunded ? ['uncount write'] : [])]);
  });

  test('counts nothing for an operation that does not write', async () => {
    const { scope, steps, dependencies } = recordSteps();
    await withWriteLimits(plain, scope, dependencies, async () => {});
    expect(steps).toEqual([]);
  });
});

describe('Validation', () => {
  test('accepts the expected version if the contract has a precondition', () => {
    const input = { id: rowId, name: 'a', expected_version: [1, 2] };
    expect(validateInput(inputSchemaOf(contract), { input })).toEqual(input);
    const { expected_version: _, ...fields } = input;
    expect(validateInput(inputSchemaOf(plain), { input })).toEqual(fields);
  });

  test('accepts a missing input for an operation without fields', () => {
    expect(validateInput(z.object({}), { input: undefined })).toEqual({});
    expect(() => validateInput(contract.input, { input: undefined })).toThrow('does not fit');
  });

  test('drops fields from an answer that the contract does not name', () => {
    expect(validateOutput(contract, { name: 'a', password_hash: 'b' })).toEqual({ name: 'a' });
  });
});
