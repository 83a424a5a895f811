import { describe, expect, test } from 'vitest';
import { listSessions, logout } from './account.ts';
import { createAddress, getAddress, listAddresses } from './address.ts';
import { isDelegable, onBehalf } from './on-behalf.ts';
import { getProfile } from './profile.ts';

describe('A contract on behalf of a customer', () => {
  test('keeps all that does not concern the caller', () => {
    const { rest, access, byTenant, input, ...kept } = createAddress;
    const derived = onBehalf(createAddress);
    expect(derived).toMatchObject(kept);
    expect(derived.rest).toMatchObject({ method: 'POST', status: 201 });
    expect(Object.keys(derived.input.shape)).toEqual(['customer_id', ...Object.keys(input.shape)]);
    expect(derived).not.toHaveProperty('byTenant');
  });

  test.each([
    [listAddresses, '/customers/{customer_id}/addresses/', "List a customer's addresses", 'addresses:read'],
    [getAddress, '/customers/{customer_id}/addresses/{id}/', 'Get an address of a customer', 'addresses:read'],
    [getProfile, '/customers/{customer_id}/profile/', "Get a customer's profile", 'customers:read'],
    [listSessions, '/customers/{customer_id}/sessions/', "List a customer's active sessions", 'customers:read'],
  ])('has a path, a summary and a permission of its own', (contract, path, summary, permission) => {
    const { rest, access } = onBehalf(contract);
    expect([rest.path, rest.summary, access]).toEqual([path, summary, { permission }]);
  });

  test('exists only where the contract names a permission for it', () => {
    expect([isDelegable(getProfile), isDelegable(logout)]).toEqual([true, false]);
  });
});
