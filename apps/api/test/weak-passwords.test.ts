import { createClient, password } from '@doorstep/testing/client';
import { mailedToken } from '@doorstep/testing/mailbox';
import { expect, test } from 'vitest';
import { useApi } from './harness.ts';

const api = useApi({}, { ownDatabase: true });

const fullName = 'Zoe Marchand';
const weakPasswords = (email: string) =>
  [
    ['poiuytrewq', 'password_common', 'This password is too common. Choose another one.'],
    ['0987654321q', 'password_common', 'This password is too common. Choose another one.'],
    ['12341234', 'password_common', /^This password is easy to guess\./],
    ['marchand99', 'password_personal', /^This password is too similar to your name or e-mail address\./],
    [email, 'password_personal', /^This password is too similar to your name or e-mail address\./],
  ] as const;

const newCustomer = async () => {
  const customer = await api.newCustomer(await api.newTenant(), `weak-password${process.pid}@example.com`);
  await customer.patch('/api/customer/profile/', { json: { full_name: fullName } });
  return customer;
};

/** Sends each weak password, and expects its refusal with the reason. */
const expectRefusals = async (
  field: string,
  email: string,
  send: (weak: string) => Promise<{ status: number; body: { errors?: unknown } }>,
): Promise<void> => {
  for (const [weak, code, message] of weakPasswords(email)) {
    const { status, body } = await send(weak);
    expect(status, weak).toBe(400);
    expect(body.errors, weak).toEqual([{ field, code, message: expect.stringMatching(message) }]);
    expect(JSON.stringify(body)).not.toContain(weak);
  }
};

test('A weak password is refused at registration with the reason', async () => {
  const client = createClient(api.url, { tenantId: await api.newTenant() });
  const email = 'zoe@lighthouse.example';
  await expectRefusals('password', email, (weak) =>
    client.post('/api/auth/register/', { json: { email, password: weak, full_name: fullName } }),
  );
});

test('A weak password is refused at a change of password with the reason', async () => {
  const customer = await newCustomer();
  await expectRefusals('new_password', customer.email, (weak) =>
    customer.post('/api/auth/password/', { json: { current_password: password, new_password: weak } }),
  );
});

test('A weak password is refused at a reset with the reason, and the link remains valid', async () => {
  const { email, tenantId } = await newCustomer();
  const client = createClient(api.url, { tenantId });
  await client.post('/api/auth/password-reset/', { json: { email } });
  const token = await mailedToken(api, email, 'Reset your password');
  const confirm = (new_password: string) =>
    client.post('/api/auth/password-reset/confirm/', { json: { token, new_password } });
  await expectRefusals('new_password', email, confirm);
  expect((await confirm('a fresh long secret')).status).toBe(204);
});
