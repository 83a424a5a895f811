import { faultsOfInput } from '@doorstep/contracts/input-faults';
import type { Message } from '@doorstep/contracts/messages/message';
import { createClient } from '@doorstep/testing/client';
import { describe, expect, test } from 'vitest';
import { useApi } from './harness.ts';
import { inputOf, type Owner, procedures, transports } from './procedure-cases.ts';

const api = useApi();

// No dependency is used, because every call is refused earlier.
const unknownOwner = {
  customer: { email: 'nobody@example.com', userId: 'none' },
  addressId: 'none',
  deletedAddressId: 'none',
  otherSessionId: 'none',
  otherRefreshToken: 'none',
} as unknown as Owner;

describe.each(Object.entries(transports))('Over %s', (_name, call) => {
  test.each(procedures)('a refusal of $name is in Arabic', async (procedure) => {
    const client = createClient(api.url, { tenantId: 'none' });
    const wanted = procedure.contract.access === 'anyone' ? { country: 'ZZ' } : inputOf(procedure, unknownOwner);
    const answer = await call(client, procedure, wanted, { 'Accept-Language': 'ar' });
    if (procedure.name === 'addressRule.list') expect(answer.status).toBe(200);
    else {
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.body.detail ?? answer.body.error.message).toMatch(/\p{Script=Arabic}/u);
      expect(answer.headers.get('content-language')).toBe('ar');
      expect(answer.headers.get('vary')).toContain('Accept-Language');
    }
  });
});

describe('A fault of a schema', () => {
  // Every type that JSON and forms can contain, and values that are too long, too small and too big.
  const wrong = [undefined, null, true, 'x', '', '\0', '\ud800', 'x'.repeat(5000), -1e9, 1.5, 1e20, Number.NaN, [], {}];
  const odd = [...wrong, ['x'], { latitude: 1000, longitude: -1000 }, { latitude: 'x' }];

  const found = procedures.flatMap(({ contract }) =>
    Object.keys(contract.input.shape).flatMap((field) =>
      odd.flatMap((value) => {
        const input = { [field]: value };
        const { error } = contract.input.safeParse(input);
        return error ? faultsOfInput(error, input) : [];
      }),
    ),
  );

  test('has a specific message for every field', () => {
    expect(found.filter(({ message }) => message.key === 'invalid')).toEqual([]);
    const keys: readonly Message['key'][] = [...new Set(found.map(({ message }) => message.key))];
    expect(keys).toEqual(
      expect.arrayContaining(['required', 'not_string', 'not_int', 'not_boolean', 'at_most', 'at_least', 'one_of']),
    );
  });
});
