import { describe, expect, test } from 'vitest';
import { listSessions, logout } from './account.ts';
import { createAddress, getAddress, listAddresses } from './address.ts';
import { isDelegable, onBehalf } from './on-behalf.ts';
import { getProfile, updateProfile } from './profile.ts';

describe('A contract on behalf of a customer', () => {
  test('keeps all that does not concern the caller', () => {
    const { rest, access, byTenant, input, ...kept } = updateProfile;
    const derived = onBehalf(updateProfile);
    expect(derived).toMatchObject(kept);
    expect(derived.rest).toMatchObject({ method: 'PATCH', status: 200 });
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

  test('has what its contract names for the tenant, besides all fields of the customer', () => {
    const derived = onBehalf(createAddress);
    const { input, output } = createAddress;
    expect(Object.keys(derived.input.shape)).toEqual(['customer_id', ...Object.keys(input.shape), 'metadata']);
    expect(Object.keys(derived.output.shape)).toEqual([...Object.keys(output.shape), 'metadata']);
    expect(derived).not.toHaveProperty('forTenant');
  });

  test('exists only where the contract names a permission for it', () => {
    expect([isDelegable(getProfile), isDelegable(logout)]).toEqual([true, false]);
  });
});
