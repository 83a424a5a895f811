import type { Contract } from '@doorstep/contracts/contract';
import type { Scope } from '@doorstep/database/scope';
import type { Request, Response } from 'express';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Dependencies } from '../server/dependencies.ts';
import { authenticate } from './authenticate.ts';
import { authorize } from './authorize.ts';
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
  input: z.object({ id: z.uuid(), name: z.string().max(5) }),
  output: z.object({ name: z.string() }),
  precondition: true,
  idempotent: true,
} as const satisfies Contract;

const { precondition: _, idempotent: __, ...plain } = contract;

/** What the steps of a call do, in their order; what they ask of others is answered here. */
const record = ({ liveAs = 'customer', limit = 5 } = {}) => {
  const steps: string[] = [];
  const say = (step: string) => {
    steps.push(step);
  };
  const scope = {
    caller: { tenantId, userId, sessionId: userId },
    select: async ({ name }: { name: string }) => {
      say(`ask ${name}`);
      return [{ actor: liveAs }];
    },
    change: async (work: () => Promise<{ count?: string }>) => say(`count ${(await work()).count}`),
  } as unknown as Scope;
  const dependencies = {
    accessTokens: {
      verify: async () => {
        say('verify token');
        return scope.caller;
      },
    },
    database: { scope: () => scope },
    tenantLimits: async () => ({ writes_per_customer: limit, uploads_per_customer: limit }),
    rateLimits: { take: async () => say('count write'), giveBack: async () => say('give back') },
    now: () => new Date(),
  } as unknown as Dependencies;
  const readInput =
    (input: unknown, form = false): ReadInput =>
    async ({ beforeBody }) => {
      if (form) await beforeBody();
      say('read input');
      return { input };
    };
  const call = (
    input: unknown,
    { form = false, checks = {} as InputChecks, result = { name: 'a' } as object } = {},
  ) => {
    const run = async () => {
      say('run');
      return result as { name: string };
    };
    const req = { headers: signedIn, headersDistinct: {}, params: { id: rowId } } as unknown as Request;
    const context = { req, res: {} as Response, requestInfo, dependencies };
    const row = async () => {
      say('look for row');
      return true;
    };
    return operationOf(
      contract,
      { row, ...checks },
      run,
    )(context, { readInput: readInput(input, form), batchIndex: 0 });
  };
  return { steps, scope, dependencies, call };
};

const requestWith = (headers: object) => ({ headers }) as Request;

describe('A call', () => {
  test('is authenticated, read, validated and run, and asks the database nothing beside that', async () => {
    const { steps, call } = record();
    await expect(call({ id: rowId, name: 'a' })).resolves.toEqual({ name: 'a' });
    expect(steps).toEqual(['verify token', 'count write', 'read input', 'run']);
  });

  test('is authorized before a form is read', async () => {
    const { steps, call } = record();
    await call({ id: rowId, name: 'a' }, { form: true });
    expect(steps).toEqual(['verify token', 'count write', 'look for row', 'read input', 'run']);
  });

  test('is authorized before its answer says that the body is at fault', async () => {
    const { steps, call } = record();
    await expect(call({ id: rowId, name: 'too long' })).rejects.toThrow('does not fit');
    expect(steps).toEqual(['verify token', 'count write', 'read input', 'look for row']);
  });

  test('with a faulty body names the faults that the router finds beyond the schema', async () => {
    const { call } = record();
    const fault = { field: 'city', code: 'required', message: { key: 'required' } } as const;
    await expect(call({}, { checks: { extraFaults: async () => [fault] } })).rejects.toMatchObject({
      further: [fault],
    });
  });

  test('whose result breaks the contract is a failure of our own, and gives back the write', async () => {
    const { steps, call } = record();
    await expect(call({ id: rowId, name: 'a' }, { result: {} })).rejects.toThrow(z.ZodError);
    expect(steps.at(-1)).toBe('give back');
  });
});

describe('authenticate', () => {
  const scopeOf = (headers: object, { dependencies }: ReturnType<typeof record>) =>
    authenticate(requestWith(headers), 'customer', requestInfo, dependencies);

  test('asks for a token first, then for the tenant', async () => {
    await expect(scopeOf({}, record())).rejects.toMatchObject({ code: 'not_authenticated' });
    await expect(scopeOf({ authorization: 'Bearer token' }, record())).rejects.toMatchObject({
      code: 'tenant_required',
    });
  });

  test('refuses the header of another tenant, and counts that', async () => {
    const recorded = record();
    const headers = { ...signedIn, 'x-tenant-id': userId };
    await expect(scopeOf(headers, recorded)).rejects.toMatchObject({ code: 'tenant_mismatch' });
    expect(recorded.steps).toEqual(['verify token', 'ask nothing', 'count tenant_mismatch']);
  });

  test('answers no scope for an operation that is open to anyone', async () => {
    const { dependencies } = record();
    expect(await authenticate(requestWith({}), 'anyone', requestInfo, dependencies)).toBeNull();
  });
});

describe('authorize', () => {
  test('refuses a customer what is for staff', async () => {
    const { scope } = record();
    await expect(authorize(scope, { ...contract, access: 'staff' })).rejects.toMatchObject({
      code: 'permission_denied',
    });
    await authorize(record({ liveAs: 'staff' }).scope, { ...contract, access: 'staff' });
  });

  test('answers the same for a row that does not exist and an id that is none, after the caller is known to be live', async () => {
    const { scope, steps } = record();
    await expect(authorize(scope, contract, rowId, async () => false)).rejects.toMatchObject({ code: 'not_found' });
    await expect(authorize(scope, contract, 'no id', async () => true)).rejects.toMatchObject({ code: 'not_found' });
    expect(steps).toEqual(['ask nothing']);
  });
});

describe('withWriteLimits', () => {
  test.each([
    ['a failure of our own', new Error('the disk is gone'), true],
    ['an answer that breaks its contract', new z.ZodError([]), true],
    ['a fault of the client', Object.assign(new Error(), { status: 400 }), false],
  ])('after %s', async (_name, error, givesBack) => {
    const { scope, steps, dependencies } = record();
    const work = () => Promise.reject(error);
    await expect(withWriteLimits(contract, scope, dependencies, work)).rejects.toBe(error);
    expect(steps).toEqual(['count write', ...(givesBack ? ['give back'] : [])]);
  });

  test('counts nothing where the operation is no write', async () => {
    const { scope, steps, dependencies } = record();
    await withWriteLimits(plain, scope, dependencies, async () => {});
    expect(steps).toEqual([]);
  });
});

describe('Validation', () => {
  test('takes the expected version from the input where the contract has a precondition', () => {
    const input = { id: rowId, name: 'a', expected_version: [1, 2] };
    expect(validateInput(inputSchemaOf(contract), { input })).toEqual(input);
    const { expected_version: _, ...fields } = input;
    expect(validateInput(inputSchemaOf(plain), { input })).toEqual(fields);
  });

  test('takes no input for an operation without fields', () => {
    expect(validateInput(z.object({}), { input: undefined })).toEqual({});
    expect(() => validateInput(contract.input, { input: undefined })).toThrow('does not fit');
  });

  test('drops what the contract does not name from an answer', () => {
    expect(validateOutput(contract, { name: 'a', password_hash: 'b' })).toEqual({ name: 'a' });
  });
});
