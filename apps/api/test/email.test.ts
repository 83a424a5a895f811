import { type Client, createClient, password, type SignedInClient } from '@doorstep/testing/client';
import { form, png } from '@doorstep/testing/images';
import { mailedToken, mailsOf } from '@doorstep/testing/mailbox';
import { describe, expect, test } from 'vitest';
import { unzip } from './acceptance/zip.ts';
import { useApi } from './harness.ts';

// On its own database, because the outbox of another server may send the mails of a shared one.
const api = useApi({}, { ownDatabase: true });

const newPassword = 'a fresh long secret';
const profilePath = '/api/customer/profile/';
const addressesPath = '/api/customer/addresses/';
const address = { recipient_name: 'Ada', line1: 'Main 1', city: 'Berlin', postal_code: '10117', country: 'DE' };

let count = 0;
const freshEmail = () => `email${process.pid}-${++count}@example.com`;
const newCustomer = async (tenantId?: string) => api.newCustomer(tenantId ?? (await api.newTenant()), freshEmail());
const anonymous = (tenantId: string): Client => createClient(api.url, { tenantId });

const verify = (tenantId: string, token: string) =>
  anonymous(tenantId).post('/api/auth/verify-email/', { json: { token } });
const undo = (tenantId: string, token: string) =>
  anonymous(tenantId).post('/api/auth/email/undo/', { json: { token } });
const login = (tenantId: string, email: string, given = password) =>
  anonymous(tenantId).post('/api/auth/login/', { json: { email, password: given } });
const confirmEmail = async ({ tenantId, email }: SignedInClient) =>
  verify(tenantId, await mailedToken(api, email, 'Confirm your e-mail'));
const requestChange = (customer: Client, new_email: string, current_password = password) =>
  customer.post('/api/auth/email/', { json: { new_email, current_password } });
const change = async (customer: Client, email: string) => {
  expect((await requestChange(customer, email)).status).toBe(202);
  return verify(customer.tenantId, await mailedToken(api, email, 'Confirm your new e-mail'));
};
const undoToken = (email: string) => mailedToken(api, email, 'Your e-mail at Test shop was changed');
const reset = async (tenantId: string, email: string) => {
  await anonymous(tenantId).post('/api/auth/password-reset/', { json: { email } });
  const token = await mailedToken(api, email, 'Reset your password');
  return anonymous(tenantId).post('/api/auth/password-reset/confirm/', { json: { token, new_password: newPassword } });
};
const profileOf = async (customer: Client) => (await customer.get(profilePath)).body;

describe('An e-mail', () => {
  test('is confirmed once with the link of the registration, and the profile shows it', async () => {
    const tenantId = await api.newTenant({ web_url: 'https://shop.example.com/app/' });
    const customer = await newCustomer(tenantId);
    expect(await profileOf(customer)).toMatchObject({ email_verified: false });
    const [mail] = await mailsOf(api, customer.email);
    expect(mail).toContain('https://shop.example.com/app/verify-email?token=');
    const token = await mailedToken(api, customer.email, 'Confirm your e-mail');
    expect((await verify(await api.newTenant(), token)).body.code).toBe('token_invalid');
    const twice = await Promise.all([verify(tenantId, token), verify(tenantId, token)]);
    expect(twice.map(({ status }) => status).sort()).toEqual([204, 401]);
    expect(await profileOf(customer)).toMatchObject({ email: customer.email, email_verified: true, version: 2 });
    expect(await verify(tenantId, token)).toMatchObject({ status: 401, body: { code: 'token_invalid' } });
  });

  test('is not confirmed with an expired link, and a new link is sent on request', async () => {
    const customer = await newCustomer();
    const token = await mailedToken(api, customer.email, 'Confirm your e-mail');
    api.advance(24 * 3600 + 1);
    expect((await verify(customer.tenantId, token)).body.code).toBe('token_invalid');
    const again = (await login(customer.tenantId, customer.email)).body;
    const signedIn = anonymous(customer.tenantId).signedIn(again);
    const resend = () => signedIn.post('/api/auth/verify-email/resend/');
    expect((await resend()).status).toBe(202);
    expect((await confirmEmail(customer)).status).toBe(204);
    expect((await resend()).status).toBe(202);
    expect(await mailsOf(api, customer.email)).toHaveLength(2);
  });

  test('has limited confirmation requests', async () => {
    const customer = await newCustomer(await api.newTenant({ 'limits.failed_sign_ins_per_account': '2' }));
    const resend = async () => (await customer.post('/api/auth/verify-email/resend/')).status;
    expect([await resend(), await resend(), await resend()]).toEqual([202, 202, 429]);
    expect((await requestChange(customer, freshEmail())).status).toBe(429);
  });

  test('is confirmed by the right token, even if others at the same client address guess, whose guesses are limited', async () => {
    const limits = { 'limits.failed_sign_ins_per_account': '1', 'limits.failed_sign_ins_per_address': '2' };
    const customer = await newCustomer(await api.newTenant(limits));
    const { tenantId } = customer;
    const wrong = 'x'.repeat(43);
    const guesses = [await verify(tenantId, wrong), await undo(tenantId, wrong), await verify(tenantId, wrong)];
    expect(guesses.map(({ status }) => status)).toEqual([401, 401, 429]);
    const counted = await api.sql(
      "SELECT sum(count)::int AS n FROM security_counts WHERE kind = 'email_token_refused' AND tenant_id = $1",
      [tenantId],
    );
    expect(counted).toEqual([{ n: 2 }]);
    expect((await confirmEmail(customer)).status).toBe(204);
    expect((await reset(tenantId, customer.email)).status).toBe(204);
  });

  test('must be confirmed before the first address, if the tenant requires that', async () => {
    const customer = await newCustomer(await api.newTenant());
    const add = () => customer.post(addressesPath, { json: address });
    expect((await add()).status).toBe(201);
    await api.setTenant(customer.tenantId, 'require_verified_email', 'true');
    expect((await add()).status).toBe(201);
    const newcomer = await newCustomer(customer.tenantId);
    const first = () => newcomer.post(addressesPath, { json: address });
    expect(await first()).toMatchObject({ status: 403, body: { code: 'email_not_verified' } });
    await confirmEmail(newcomer);
    expect((await first()).status).toBe(201);
  });

  test('leaves no token in any table', async () => {
    const customer = await newCustomer();
    const token = await mailedToken(api, customer.email, 'Confirm your e-mail');
    const rows = await api.sql<{ row: string }>(
      'SELECT t::text AS row FROM mailed_tokens t UNION ALL SELECT m::text FROM mails m',
    );
    expect(rows.some(({ row }) => row.includes(token))).toBe(false);
  });
});

describe('A change of e-mail', () => {
  test('is made with the link to the new address, and the old address gets a mail', async () => {
    const customer = await newCustomer();
    await confirmEmail(customer);
    const email = freshEmail();
    expect((await requestChange(customer, email, 'not this one')).body.errors[0].code).toBe('password_wrong');
    expect((await requestChange(customer, email)).status).toBe(202);
    expect(await profileOf(customer)).toMatchObject({ email: customer.email, email_verified: true });
    const token = await mailedToken(api, email, 'Confirm your new e-mail');
    expect((await verify(customer.tenantId, token)).status).toBe(204);
    expect((await verify(customer.tenantId, token)).status).toBe(401);
    expect(await profileOf(customer)).toMatchObject({ email, email_verified: true });
    expect((await mailsOf(api, customer.email)).at(-1)).toContain('was changed');
    expect((await login(customer.tenantId, customer.email)).status).toBe(401);
    expect((await login(customer.tenantId, email.toUpperCase())).status).toBe(200);
  });

  test('can be undone once from the old address within 7 days, which ends every session', async () => {
    const customer = await newCustomer();
    await confirmEmail(customer);
    await change(customer, freshEmail());
    const token = await undoToken(customer.email);
    api.advance(6 * 24 * 3600);
    expect((await undo(customer.tenantId, token)).status).toBe(204);
    expect((await undo(customer.tenantId, token)).body.code).toBe('token_invalid');
    expect((await mailsOf(api, customer.email)).at(-1)).toContain('was undone');
    const { body } = await login(customer.tenantId, customer.email);
    expect(body.user).toMatchObject({ email: customer.email, email_verified: true });
    const [sessions] = await api.sql(
      'SELECT count(*)::int AS live FROM sessions WHERE user_id = $1 AND revoked_at IS NULL',
      [customer.userId],
    );
    expect(sessions).toEqual({ live: 1 });
  });

  test('cannot be undone after 7 days or with a token of another kind', async () => {
    const customer = await newCustomer();
    const token = await mailedToken(api, customer.email, 'Confirm your e-mail');
    expect((await undo(customer.tenantId, token)).status).toBe(401);
    await confirmEmail(customer);
    await change(customer, freshEmail());
    const late = await undoToken(customer.email);
    expect((await verify(customer.tenantId, late)).status).toBe(401);
    api.advance(7 * 24 * 3600 + 1);
    expect((await undo(customer.tenantId, late)).status).toBe(401);
  });

  test('sends nothing to an unconfirmed old address', async () => {
    const customer = await newCustomer();
    await change(customer, freshEmail());
    expect(await mailsOf(api, customer.email)).toEqual([expect.stringContaining('Subject: Confirm your e-mail')]);
  });

  test('can be undone by the first owner after later changes of a thief', async () => {
    const customer = await newCustomer();
    await confirmEmail(customer);
    const [one, two] = [freshEmail(), freshEmail()];
    await change(customer, one);
    await change(customer, two);
    await reset(customer.tenantId, two);
    // The thief changes back, registers a new account with the old address, and has another change pending.
    expect((await undo(customer.tenantId, await undoToken(one))).status).toBe(204);
    const squatter = await api.newCustomer(customer.tenantId, customer.email);
    const thief = anonymous(customer.tenantId).signedIn((await login(customer.tenantId, one, newPassword)).body);
    await requestChange(thief, two, newPassword);
    const pending = await mailedToken(api, two, 'Confirm your new e-mail');
    expect((await undo(customer.tenantId, await undoToken(customer.email))).status).toBe(204);
    expect((await verify(customer.tenantId, pending)).status).toBe(401);
    expect((await profileOf(squatter)).email).toMatch(/^[\w-]{36}@released\.invalid$/);
    expect((await reset(customer.tenantId, customer.email)).status).toBe(204);
    const { body } = await login(customer.tenantId, customer.email, newPassword);
    expect(body.user).toMatchObject({ user_id: customer.userId, email_verified: true });
  });

  test('to a confirmed address of another account gets the same answer, and only its owner gets a mail', async () => {
    const customer = await newCustomer();
    const owner = await newCustomer(customer.tenantId);
    await confirmEmail(owner);
    expect((await requestChange(customer, owner.email.toUpperCase())).status).toBe(202);
    expect((await mailsOf(api, owner.email)).at(-1)).toContain('nothing has changed');
    const open = await api.sql("SELECT id FROM mailed_tokens WHERE user_id = $1 AND kind = 'change'", [
      customer.userId,
    ]);
    expect(open).toEqual([]);
  });

  test('is refused if another account has confirmed the address since, and made if it is unconfirmed there', async () => {
    const customer = await newCustomer();
    const { tenantId } = customer;
    const email = freshEmail();
    await requestChange(customer, email);
    const token = await mailedToken(api, email, 'Confirm your new e-mail');
    const other = await api.newCustomer(tenantId, email);
    const proof = await mailedToken(api, email, 'Confirm your e-mail');
    await api.sql('UPDATE users SET email_verified_at = now() WHERE id = $1', [other.userId]);
    expect(await verify(tenantId, token)).toMatchObject({ status: 409, body: { code: 'email_taken' } });
    await api.sql('UPDATE users SET email_verified_at = NULL WHERE id = $1', [other.userId]);
    expect((await verify(tenantId, token)).status).toBe(204);
    expect((await login(tenantId, email)).body.user.user_id).toBe(customer.userId);
    expect((await verify(tenantId, proof)).status).toBe(401);
    expect(await profileOf(other)).toMatchObject({ email_verified: false });
  });

  test('that is pending ends with a new password, and a pending reset ends with a new address', async () => {
    const customer = await newCustomer();
    const { tenantId } = customer;
    const email = freshEmail();
    await requestChange(customer, email);
    const token = await mailedToken(api, email, 'Confirm your new e-mail');
    await customer.post('/api/auth/password/', { json: { current_password: password, new_password: newPassword } });
    expect((await verify(tenantId, token)).status).toBe(401);
    await anonymous(tenantId).post('/api/auth/password-reset/', { json: { email: customer.email } });
    const resetting = await mailedToken(api, customer.email, 'Reset your password');
    await requestChange(customer, email, newPassword);
    await verify(tenantId, await mailedToken(api, email, 'Confirm your new e-mail'));
    const late = await anonymous(tenantId).post('/api/auth/password-reset/confirm/', {
      json: { token: resetting, new_password: 'yet another secret' },
    });
    expect(late.body.code).toBe('token_invalid');
  });
});

describe('A password reset', () => {
  test('of an unconfirmed account removes the data of a stranger, and its addresses can be restored', async () => {
    const stranger = await newCustomer();
    const { tenantId, userId, email } = stranger;
    const picture = form(
      { field: 'profile_picture', bytes: await png() },
      { full_name: 'Stranger', phone: '+4915112345678' },
    );
    const { profile_picture } = (await stranger.patch(profilePath, { form: picture })).body;
    const fields = { ...address, is_default_shipping: 'true' };
    const proof = { field: 'proof_image', bytes: await png() };
    const live = (await stranger.post(addressesPath, { form: form(proof, fields) })).body;
    const deleted = await stranger.post(addressesPath, { json: address });
    await stranger.delete(`${addressesPath}${deleted.body.id}/`);
    const longAgo =
      "UPDATE addresses SET deleted_at = deleted_at - interval '5 days' WHERE id = $1 RETURNING deleted_at";
    const [{ deleted_at } = {}] = await api.sql<{ deleted_at: string }>(longAgo, [deleted.body.id]);
    const elsewhere = freshEmail();
    await requestChange(stranger, elsewhere);
    const pending = await mailedToken(api, elsewhere, 'Confirm your new e-mail');

    expect(
      (await createClient(api.url, { tenantId }).post('/api/auth/register/', { json: { email, password } })).body.code,
    ).toBe('email_taken');
    expect((await reset(tenantId, email)).status).toBe(204);
    expect((await mailsOf(api, email)).join()).toContain('You can restore deleted addresses for 30 days.');
    expect((await stranger.get(profilePath)).status).toBe(401);
    expect((await verify(tenantId, pending)).status).toBe(401);
    expect((await login(tenantId, email)).status).toBe(401);
    const owner = anonymous(tenantId).signedIn((await login(tenantId, email, newPassword)).body);
    const nothing = { email_verified: true, full_name: '', phone: null, profile_picture: null };
    expect(await profileOf(owner)).toMatchObject({ user_id: userId, ...nothing });
    expect((await owner.get(addressesPath)).body.results).toEqual([]);
    expect((await owner.get(profile_picture)).status).toBe(404);
    expect((await owner.get(live.proof_image)).status).toBe(404);
    await api.sweepFiles();
    expect((await api.files()).filter((file) => file.includes(userId))).toEqual([]);
    const proofs = 'SELECT id FROM addresses WHERE user_id = $1 AND proof_image IS NOT NULL';
    expect(await api.sql(proofs, [userId])).toEqual([]);
    const restorable = (await owner.get(`${addressesPath}?deleted=true`)).body.results;
    expect(restorable.map(({ id }: { id: string }) => id).sort()).toEqual([live.id, deleted.body.id].sort());
    // Earlier deletions keep their time.
    expect(restorable.find(({ id }: { id: string }) => id === deleted.body.id).deleted_at).toBe(
      new Date(deleted_at ?? '').toISOString(),
    );
    const restored = await owner.post(`${addressesPath}${live.id}/restore/`);
    expect(restored).toMatchObject({
      status: 200,
      body: { line1: address.line1, proof_status: 'none', proof_image: null, is_default_shipping: false },
    });
    const events = await api.sql<{ action: string }>('SELECT action FROM audit_events WHERE user_id = $1', [userId]);
    const actions = events.map(({ action }) => action);
    expect(actions).toEqual(expect.arrayContaining(['user.password_reset', 'user.taken_over', 'address.dropped']));
  });

  test('of an unconfirmed account can be refused with `only_if_confirmed`, and its link remains valid', async () => {
    const customer = await newCustomer();
    const { tenantId, email } = customer;
    const { body: added } = await customer.post(addressesPath, { json: address });
    const ask = anonymous(tenantId);
    await ask.post('/api/auth/password-reset/', { json: { email } });
    const token = await mailedToken(api, email, 'Reset your password');
    expect((await mailsOf(api, email)).join()).toContain('is not confirmed');
    const json = { token, new_password: newPassword };
    const confirm = '/api/auth/password-reset/confirm/';
    const refused = await ask.post(confirm, {
      json: { ...json, only_if_confirmed: true },
      headers: { 'Accept-Language': 'de' },
    });
    expect(refused).toMatchObject({ status: 403, body: { code: 'email_not_verified' } });
    expect(refused.body.detail).toContain('Gelöschte Adressen können Sie 30 Tage lang wiederherstellen.');
    expect((await customer.get(`${addressesPath}${added.id}/`)).status).toBe(200);
    expect((await login(tenantId, email)).status).toBe(200);
    expect((await ask.post(confirm, { json })).status).toBe(204);
    expect((await login(tenantId, email, newPassword)).body.user).toMatchObject({ email_verified: true });
  });

  test('of a confirmed account works with `only_if_confirmed`', async () => {
    const customer = await newCustomer();
    const { tenantId, email } = customer;
    await confirmEmail(customer);
    await customer.post(addressesPath, { json: address });
    await anonymous(tenantId).post('/api/auth/password-reset/', { json: { email } });
    const token = await mailedToken(api, email, 'Reset your password');
    const json = { token, new_password: newPassword, only_if_confirmed: true };
    expect((await anonymous(tenantId).post('/api/auth/password-reset/confirm/', { json })).status).toBe(204);
    const owner = anonymous(tenantId).signedIn((await login(tenantId, email, newPassword)).body);
    expect((await owner.get(addressesPath)).body.results).toHaveLength(1);
  });

  test('that reclaims an account cancels the erasure that the stranger requested', async () => {
    const stranger = await newCustomer();
    const { tenantId, email } = stranger;
    const erasurePath = '/api/customer/account/erasure/';
    expect((await stranger.post(erasurePath, { json: { password } })).status).toBe(202);
    expect((await reset(tenantId, email)).status).toBe(204);
    const owner = anonymous(tenantId).signedIn((await login(tenantId, email, newPassword)).body);
    expect((await owner.get(erasurePath)).body).toEqual({ erase_at: null });
  });

  test('that reclaims an account hides the earlier history from its owner, and not from the operator', async () => {
    const tenantId = await api.newTenant();
    const email = freshEmail();
    const device = createClient(api.url, { tenantId, agent: 'device of a stranger' });
    const { body: registered } = await device.post('/api/auth/register/', {
      json: { email, password, full_name: 'Stranger' },
    });
    const stranger = device.signedIn(registered);
    await stranger.post(addressesPath, { json: address });
    await stranger.patch(profilePath, { json: { phone: '+4915112345678' } });
    expect((await reset(tenantId, email)).status).toBe(204);
    const owner = anonymous(tenantId).signedIn((await login(tenantId, email, newPassword)).body);
    const { results: history } = (await owner.get('/api/customer/activity/')).body;
    expect(history.map(({ action }: { action: string }) => action)).toEqual(['session.opened', 'user.taken_over']);
    const sessions = (await owner.get('/api/auth/sessions/')).body.results;
    expect(sessions).toEqual([expect.objectContaining({ device: 'test app', current: true })]);
    const overTrpc = [await owner.query('activity.list', {}), await owner.query('account.sessions')];
    expect(overTrpc.map(({ body }) => body.result.data.results)).toEqual([history, sessions]);
    const files = unzip((await owner.post('/api/customer/export/')).bytes);
    const exported = [...files].map(([name, bytes]) => `${name}: ${bytes}`).join();
    expect(exported).toContain('user.taken_over');
    for (const seen of [JSON.stringify([history, sessions]), exported]) {
      expect(seen).not.toMatch(/stranger|St…|Ma…|\+49/i);
      expect(seen).not.toContain('address.');
    }
    const trail = await api.sql<{ action: string }>('SELECT action FROM audit_events WHERE user_id = $1 ORDER BY id', [
      owner.userId,
    ]);
    expect(trail.map(({ action }) => action)).toEqual([
      ...['user.registered', 'session.opened', 'address.created', 'user.updated', 'user.password_reset_requested'],
      ...['user.password_reset', 'address.dropped', 'user.taken_over', 'session.opened', 'user.exported'],
    ]);
  });

  test('of a confirmed account removes nothing', async () => {
    const customer = await newCustomer();
    await confirmEmail(customer);
    await customer.patch(profilePath, { json: { full_name: 'Ada' } });
    await customer.post(addressesPath, { json: address });
    expect((await reset(customer.tenantId, customer.email)).status).toBe(204);
    expect((await mailsOf(api, customer.email)).join()).not.toContain('is not confirmed');
    const { body } = await login(customer.tenantId, customer.email, newPassword);
    const owner = anonymous(customer.tenantId).signedIn(body);
    expect(await profileOf(owner)).toMatchObject({ full_name: 'Ada', email_verified: true });
    expect((await owner.get(addressesPath)).body.results).toHaveLength(1);
  });
});
