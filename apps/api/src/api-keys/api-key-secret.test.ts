import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { isApiKey, newApiKey, parseApiKey } from './api-key-secret.ts';

const [tenantId, id] = [randomUUID(), randomUUID()];

describe('An API key', () => {
  test('names its tenant and row, and hashes to what is stored', () => {
    const { key, secretHash, lastFour } = newApiKey(tenantId, id);
    expect(key).toMatch(/^dsk_[0-9A-Za-z]{43}_[0-9A-Za-z]{49}$/);
    expect(key.endsWith(lastFour)).toBe(true);
    expect(isApiKey(key)).toBe(true);
    expect(parseApiKey(key)).toEqual({ tenantId, id, secretHash });
  });

  test.each([
    ['the smallest ids', '00000000-0000-0000-0000-000000000000'],
    ['the largest ids', 'ffffffff-ffff-ffff-ffff-ffffffffffff'],
  ])('holds %s', (_which, uuid) => {
    expect(parseApiKey(newApiKey(uuid, uuid).key)).toMatchObject({ tenantId: uuid, id: uuid });
  });

  test('differs from any other', () => {
    const keys = Array.from({ length: 100 }, () => newApiKey(tenantId, id).key);
    expect(new Set(keys).size).toBe(100);
  });

  test('with any other character at one place is no key', () => {
    const { key } = newApiKey(tenantId, id);
    for (let place = 0; place < key.length; place++) {
      const other = key[place] === '7' ? '8' : '7';
      expect(parseApiKey(`${key.slice(0, place)}${other}${key.slice(place + 1)}`)).toBeNull();
    }
  });

  test.each(['', 'dsk_', 'dsk_a_b', `dsk_${'z'.repeat(43)}_${'z'.repeat(49)}`, 'x'.repeat(100_000)])(
    'is not %.20s',
    (text) => {
      expect(parseApiKey(text)).toBeNull();
    },
  );
});
