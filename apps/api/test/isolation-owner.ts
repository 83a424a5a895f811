import { type Answer, password } from '@doorstep/testing/client';
import type { Api } from './harness.ts';
import type { Owner } from './procedure-cases.ts';

/** The id of no row. */
export const unknownId = '01a00000-0000-7000-8000-000000000000';

/** Registers a customer with rows for every procedure. */
export const registerOwner = async (api: Api, tenantId: string, apiKeyId: string): Promise<Owner> => {
  const customer = await api.newCustomer(tenantId);
  const add = async (line1: string): Promise<string> => {
    const json = { recipient_name: 'Owner Name', line1, city: 'Berlin', postal_code: '10117', country: 'DE' };
    return (await customer.post('/api/customer/addresses/', { json })).body.id;
  };
  const [addressId, deletedAddressId] = [await add('Owner Street'), await add('Former Street')];
  await customer.delete(`/api/customer/addresses/${deletedAddressId}/`);
  await api.sql(
    "UPDATE addresses SET proof_image = $1, proof_status = 'pending', proof_submitted_at = now() WHERE id = $2",
    ['AAAAAAAAAAAAAAAAAAAAAA.webp', addressId],
  );
  await api.sql('UPDATE users SET external_id = id WHERE id = $1', [customer.userId]);
  const [created] = await api.sql<{ id: string }>(
    `INSERT INTO exports (tenant_id, id, format, includes_proofs, actor, updated_at)
     VALUES ($1, gen_random_uuid(), 'ndjson', false, 'operator', now()) RETURNING id`,
    [tenantId],
  );
  const [queued] = await api.sql<{ id: string }>(
    `INSERT INTO imports (tenant_id, id, mode, file_size, file_hash, actor, received, updated_at)
     VALUES ($1, gen_random_uuid(), 'upsert', 1, '', 'operator', true, now()) RETURNING id`,
    [tenantId],
  );
  // A tenant has a limit of webhooks, and many owners. The first one stays.
  await api.sql(
    `DELETE FROM webhooks WHERE tenant_id = $1 AND id NOT IN (
       SELECT id FROM webhooks WHERE tenant_id = $1 AND description = 'of an owner' ORDER BY created_at LIMIT 1)`,
    [tenantId],
  );
  const [webhook] = await api.sql<{ id: string }>(
    `INSERT INTO webhooks (tenant_id, id, url, types, description, payload, ordered, permissions, secret_id, scheduled_to, updated_at)
     VALUES ($1, gen_random_uuid(), 'https://shop.example.com/', '{}', 'of an owner', 'thin', false, '{}', gen_random_uuid(), 0, now())
     RETURNING id`,
    [tenantId],
  );
  const [delivery] = await api.sql<{ id: string }>(
    `INSERT INTO deliveries (tenant_id, id, webhook_id, event_id, sequence, action, state)
     VALUES ($1, gen_random_uuid(), $2, gen_random_uuid(), 1, 'user.updated', 'failed') RETURNING id`,
    [tenantId, webhook?.id],
  );
  const second = await customer.post('/api/auth/login/', { json: { email: customer.email, password } });
  const sessions = await customer.get('/api/auth/sessions/');
  const other = sessions.body.results.find(({ current }: { current: boolean }) => !current);
  return {
    customer,
    addressId,
    deletedAddressId,
    otherSessionId: other.id,
    otherRefreshToken: second.body.refresh_token,
    apiKeyId,
    exportId: created?.id ?? '',
    importId: queued?.id ?? '',
    webhookId: webhook?.id ?? '',
    deliveryId: delivery?.id ?? '',
  };
};

/** What no answer about another customer contains. */
export const secretsOf = ({ customer, addressId, deletedAddressId, otherSessionId }: Owner): string[] => [
  ...[customer.email, customer.userId, addressId, deletedAddressId, otherSessionId],
];

/** Everything by which a client can distinguish answers, except the request id. */
export const distinguishableParts = ({ status, body }: Answer) => ({
  status,
  body: JSON.parse(JSON.stringify(body ?? null).replaceAll(/"request_id":"[^"]*"/g, '"request_id":""')),
});
