import { createClient, password, type SignedInClient } from '@doorstep/testing/client';
import { confirmEmail } from '@doorstep/testing/mailbox';
import { describe, expect, test } from 'vitest';
import { useApi } from './harness.ts';

const api = useApi();

let count = 0;
const freshEmail = () => `recipient${process.pid}-${++count}@example.com`;

/** Returns the kinds of the mails to an address, oldest first, after all background tasks. */
const mailsTo = async (address: string): Promise<string[]> => {
  await api.dependencies.background.settled();
  const rows = await api.sql<{ kind: string }>('SELECT kind FROM mails WHERE recipient = $1 ORDER BY id', [address]);
  return rows.map(({ kind }) => kind);
};
const signIn = async ({ tenantId, email }: SignedInClient, agent = 'test app'): Promise<SignedInClient> => {
  const client = createClient(api.url, { tenantId, agent });
  return client.signedIn((await client.post('/api/auth/login/', { json: { email, password } })).body);
};
const requestReset = ({ tenantId, email }: SignedInClient) =>
  createClient(api.url, { tenantId }).post('/api/auth/password-reset/', { json: { email } });
const requestChange = (customer: SignedInClient, new_email: string) =>
  customer.post('/api/auth/email/', { json: { new_email, current_password: password } });
/** Requests a change of e-mail and confirms it with the mailed token. */
const changeEmail = async (customer: SignedInClient, target: string) => {
  await requestChange(customer, target);
  await api.dependencies.background.settled();
  const [row] = await api.sql<{ id: string }>(
    'SELECT id FROM mailed_tokens WHERE email = $1 AND used_at IS NULL ORDER BY id DESC LIMIT 1',
    [target],
  );
  const token = api.dependencies.secrets.sign('email-token', row?.id ?? '');
  return createClient(api.url, customer).post('/api/auth/verify-email/', { json: { token } });
};
const erasurePath = '/api/customer/account/erasure/';

describe('An unconfirmed e-mail address', () => {
  test('gets no mail about sign-ins from new devices or about an erasure', async () => {
    const customer = await api.newCustomer(await api.newTenant());
    for (let i = 0; i < 3; i++) await signIn(customer, `Visit spam.example.com ${i}`);
    await customer.post(erasurePath, { json: { password } });
    await (await signIn(customer)).delete(erasurePath);
    expect(await mailsTo(customer.email)).toEqual(['email_verify']);
  });

  test('gets at most three confirmations a day', async () => {
    const tenantId = await api.newTenant();
    const target = freshEmail();
    for (let i = 0; i < 5; i++) expect((await requestChange(await api.newCustomer(tenantId), target)).status).toBe(202);
    expect(await mailsTo(target)).toEqual(['email_change', 'email_change', 'email_change']);
    const registered = await api.newCustomer(tenantId, target);
    await registered.post('/api/auth/verify-email/resend/');
    await requestReset(registered);
    expect(await mailsTo(target)).toHaveLength(3);
    const elsewhere = await api.newCustomer(await api.newTenant(), target);
    await requestReset(elsewhere);
    expect(await mailsTo(target)).toHaveLength(5);
  });

  test('gets the number of confirmations that the tenant allows', async () => {
    const customer = await api.newCustomer(await api.newTenant({ 'limits.confirmations_per_day': '2' }));
    await requestReset(customer);
    await requestReset(customer);
    expect(await mailsTo(customer.email)).toEqual(['email_verify', 'password_reset']);
  });
});

describe('A recipient', () => {
  test('gets at most five mails an hour, of any kind', async () => {
    const customer = await api.newCustomer(await api.newTenant());
    await confirmEmail(api, customer);
    await signIn(customer, 'one');
    await signIn(customer, 'two');
    for (let i = 0; i < 4; i++) await requestReset(customer);
    expect(await mailsTo(customer.email)).toEqual([
      ...['email_verify', 'new_device', 'new_device', 'password_reset', 'password_reset'],
    ]);
  });

  test('gets the number of mails an hour and a day that the tenant allows, under concurrent requests', async () => {
    const limits = { 'limits.mails_per_hour': '9', 'limits.mails_per_day': '3' };
    const customer = await api.newCustomer(await api.newTenant(limits));
    await confirmEmail(api, customer);
    await Promise.all(Array.from({ length: 6 }, () => requestReset(customer)));
    expect(await mailsTo(customer.email)).toHaveLength(3);
  });

  test('gets notices about the account even if others have used up the limit', async () => {
    const customer = await api.newCustomer(await api.newTenant());
    await confirmEmail(api, customer);
    for (let i = 0; i < 5; i++) await requestReset(customer);
    const requested = ['email_verify', ...Array.from({ length: 4 }, () => 'password_reset')];
    expect(await mailsTo(customer.email)).toEqual(requested);
    const intruder = await signIn(customer, 'unknown phone');
    await signIn(customer, 'another phone');
    const new_password = `${password} 2`;
    const changed = await intruder.post('/api/auth/password/', { json: { current_password: password, new_password } });
    expect(changed.status).toBe(204);
    await intruder.post(erasurePath, { json: { password: new_password } });
    const notices = ['new_device', 'password_changed', 'erasure_requested'];
    expect(await mailsTo(customer.email)).toEqual([...requested, ...notices]);
  });

  test('can change the e-mail even if others have used up the limit', async () => {
    const customer = await api.newCustomer(await api.newTenant({ 'limits.mails_per_hour': '2' }));
    await confirmEmail(api, customer);
    await requestReset(customer);
    expect((await changeEmail(customer, freshEmail())).status).toBe(204);
    expect(await mailsTo(customer.email)).toEqual(['email_verify', 'password_reset', 'email_changed']);
  });

  test('over the limit cannot change the e-mail, because the mail to undo it could not be sent', async () => {
    const customer = await api.newCustomer(await api.newTenant({ 'limits.mails_per_hour': '4' }));
    await confirmEmail(api, customer);
    await changeEmail(customer, freshEmail());
    await changeEmail(customer, customer.email);
    await requestReset(customer);
    const before = ['email_verify', 'email_changed', 'email_change', 'password_reset'];
    expect(await mailsTo(customer.email)).toEqual(before);
    const changed = await changeEmail(customer, freshEmail());
    expect(changed).toMatchObject({ status: 429, body: { code: 'rate_limited' } });
    expect((await customer.get('/api/customer/profile/')).body.email).toBe(customer.email);
  });
});

test('No mail is sent to a domain that cannot exist', async () => {
  const customer = await api.newCustomer(await api.newTenant(), `x${process.pid}@released.invalid`);
  await requestReset(customer);
  expect(await mailsTo(customer.email)).toEqual([]);
});
