import { describe, expect, test } from 'vitest';
import { newSigningKey } from '../config/keys.ts';
import { createAccessTokens } from './access-token.ts';

const ids = {
  userId: '01a00000-0000-7000-8000-000000000001',
  tenantId: '01a00000-0000-7000-8000-000000000000',
  sessionId: '01a00000-0000-7000-8000-000000000002',
};

describe('An access token', () => {
  test('that cannot be verified because of a server error is not called invalid', async () => {
    const failure = new Error('The clock has stopped');
    let now = () => new Date();
    const options = { keys: [await newSigningKey()], issuer: 'https://api.example.com', audience: 'doorstep' };
    const tokens = createAccessTokens({ ...options, now: () => now() });
    const token = await tokens.sign({ ...ids, role: 'customer' });
    now = () => {
      throw failure;
    };
    await expect(tokens.verify(token)).rejects.toMatchObject({ code: 'unavailable', cause: failure });
  });

  test('with any changed byte is invalid and causes no server error', async () => {
    const options = { keys: [await newSigningKey()], issuer: 'https://api.example.com', audience: 'doorstep' };
    const tokens = createAccessTokens({ ...options, now: () => new Date() });
    const token = await tokens.sign({ ...ids, role: 'customer' });
    // The last character holds bits that belong to no byte.
    for (let at = 0; at < token.length - 1; at += 1) {
      for (const changed of ['', 'A', '.', '=', '\u00FF']) {
        if (token[at] === changed) continue;
        const forged = token.slice(0, at) + changed + token.slice(at + 1);
        await expect(tokens.verify(forged), forged).rejects.toMatchObject({ code: 'token_invalid' });
      }
    }
  });
});
