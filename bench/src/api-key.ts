import { newApiKey } from '@doorstep/api/api-key-secret';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import type { Setup } from './setup.ts';

const noLimit = 1_000_000_000;

/** Inserts an API key of a tenant, and returns the headers of its requests. */
export const addApiKey = async (
  { database }: Setup,
  tenantId: string,
  permissions: readonly string[],
): Promise<Record<string, string>> => {
  const id = uuidv7();
  const { key, secretHash, lastFour } = newApiKey(tenantId, id);
  const client = new pg.Client(database.superuserUrl);
  await client.connect();
  try {
    await client.query(
      `INSERT INTO api_keys (tenant_id, id, name, secret_hash, last_four, permissions, allowed_networks, rate_per_minute, updated_at)
       VALUES ($1, $2, 'Bench', $3, $4, $5, '{}', $6, now())`,
      [tenantId, id, secretHash, lastFour, permissions, noLimit],
    );
  } finally {
    await client.end();
  }
  return { Authorization: `Bearer ${key}` };
};
