import { form, png } from '@doorstep/testing/images';
import { confirmEmail } from '@doorstep/testing/mailbox';
import { expect, test } from 'vitest';
import { useApi } from './harness.ts';
import { openUploads } from './open-uploads.ts';

const api = useApi();

const newCounter = async () => {
  const tenantId = await api.newTenant();
  const [customer, staff] = [await api.newCustomer(tenantId), await api.newCustomer(tenantId)];
  await api.setRole(tenantId, staff.email, 'support');
  return { customer, staff, at: `/api/customers/${customer.userId}` };
};

test('The trail names the member of staff as the actor, and the customer as the owner of the data', async () => {
  const { customer, staff, at } = await newCounter();
  await staff.patch(`${at}/profile/`, { json: { full_name: 'Ada' } });
  const events = await api.sql(
    "SELECT actor, actor_id, user_id, entity_id FROM audit_events WHERE tenant_id = $1 AND action = 'user.updated'",
    [customer.tenantId],
  );
  const { userId } = customer;
  expect(events).toEqual([{ actor: 'staff', actor_id: staff.userId, user_id: userId, entity_id: userId }]);
});

test('An export by staff sends the customer no mail, and does not count as one of theirs', async () => {
  const { customer, staff, at } = await newCounter();
  await confirmEmail(api, customer);
  for (let i = 0; i < 4; i++) expect((await staff.post(`${at}/export/`)).status).toBe(200);
  const mails = () =>
    api.sql("SELECT kind FROM mails WHERE user_id = $1 AND kind = 'data_exported'", [customer.userId]);
  expect(await mails()).toEqual([]);
  expect((await customer.post('/api/customer/export/')).status).toBe(200);
  expect(await mails()).toHaveLength(1);
});

test('An upload over tRPC that is refused leaves no file', async () => {
  const { customer, staff, at } = await newCounter();
  await api.setTenant(customer.tenantId, 'limits.writes_per_customer', '1');
  api.advance(10);
  expect((await staff.patch(`${at}/profile/`, { json: { full_name: 'Ada' } })).status).toBe(200);
  const picture = form({ field: 'profile_picture', bytes: await png() }, { customer_id: customer.userId });
  const refused = await staff.post('/trpc/customers.profile.update', { form: picture });
  expect(refused.body.error.data.code).toBe('rate_limited');
  expect(await openUploads(api)).toEqual([]);
  expect(await api.files()).toEqual([]);
});
