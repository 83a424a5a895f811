import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createClient, password } from '@doorstep/testing/client';
import { form, png } from '@doorstep/testing/images';
import { confirmEmail, mailsOf } from '@doorstep/testing/mailbox';
import { SMTPServer } from 'smtp-server';
import { afterAll, describe, expect, test } from 'vitest';
import { createSmtpTransport } from '../src/mail/mail-transport.ts';
import { createOutbox } from '../src/mail/outbox.ts';
import { useApi } from './harness.ts';
import { operatorCommand, startServer, useInstallation } from './server-process.ts';

// On its own database, because the outbox of another server may send the mails of a shared one.

describe('Without a mail server', () => {
  const api = useApi({}, { ownDatabase: true });

  /** Returns the mails to an address, oldest first, without that of its registration. */
  const mailsTo = async (address: string): Promise<string[]> =>
    (await mailsOf(api, address)).filter((mail) => !mail.includes('Subject: Confirm your e-mail'));

  test('a sign-in from a new device sends a mail, and one from a known device does not', async () => {
    const tenantId = await api.newTenant();
    const customer = await api.newCustomer(tenantId, `device${process.pid}@example.com`);
    const { email } = customer;
    await confirmEmail(api, customer);
    const login = (agent: string) =>
      createClient(api.url, { tenantId, agent }).post('/api/auth/login/', { json: { email, password } });
    await login('test app');
    expect(await mailsTo(email)).toHaveLength(0);
    const phone = 'Mozilla/5.0 (Android 15; Mobile; rv:144.0) Gecko/144.0 Firefox/144.0 call-me.example.com';
    await login(phone);
    const mails = await mailsTo(email);
    expect(mails).toHaveLength(1);
    expect(mails[0]).toContain('Device: Firefox on Android');
    expect(mails[0]).not.toContain('call-me');
    await login(phone);
    expect(await mailsTo(email)).toHaveLength(1);
  });

  test('changing a password takes the current one, ends other sessions and sends a mail', async () => {
    const customer = await api.newCustomer(await api.newTenant(), `change${process.pid}@example.com`);
    await confirmEmail(api, customer);
    const client = createClient(api.url, { tenantId: customer.tenantId });
    const login = (given: string) =>
      client.post('/api/auth/login/', { json: { email: customer.email, password: given } });
    const other = client.signedIn((await login(password)).body);
    const change = (current: string) =>
      customer.post('/api/auth/password/', {
        json: { current_password: current, new_password: 'a fresh long secret' },
      });
    const wrong = await change('not this one');
    expect(wrong.body.errors).toEqual([expect.objectContaining({ field: 'current_password', code: 'password_wrong' })]);
    expect((await change(password)).status).toBe(204);
    expect((await customer.get('/api/customer/profile/')).status).toBe(200);
    expect((await other.get('/api/customer/profile/')).status).toBe(401);
    expect((await login(password)).status).toBe(401);
    expect((await login('a fresh long secret')).status).toBe(200);
    expect(await mailsTo(customer.email)).toEqual([expect.stringContaining('signed out on your other devices')]);
  });

  test('a password is reset once with a link to the tenant’s app, and every session ends', async () => {
    const tenantId = await api.newTenant({ web_url: 'https://shop.example.com/app/' });
    const customer = await api.newCustomer(tenantId, `reset${process.pid}@example.com`);
    const client = createClient(api.url, { tenantId });
    const asked = await client.post('/api/auth/password-reset/', {
      json: { email: customer.email.toUpperCase() },
      headers: { 'X-Forwarded-Host': 'evil.example.com' },
    });
    expect(asked.status).toBe(202);
    const [mail = ''] = await mailsTo(customer.email);
    const token = /https:\/\/shop\.example\.com\/app\/reset-password\?token=([\w-]+)/.exec(mail)?.[1];
    expect(token).toBeTruthy();
    expect(mail).not.toContain('evil');
    const rows = await api.sql<{ row: string }>(
      'SELECT r::text AS row FROM mailed_tokens r UNION ALL SELECT m::text FROM mails m',
    );
    expect(rows.some(({ row }) => row.includes(token ?? '-'))).toBe(false);
    const confirm = (new_password: string) =>
      client.post('/api/auth/password-reset/confirm/', { json: { token, new_password } });
    expect((await confirm('password123')).body.errors[0].code).toBe('password_common');
    expect((await confirm('a fresh long secret')).status).toBe(204);
    expect((await customer.get('/api/customer/profile/')).status).toBe(401);
    expect((await mailsTo(customer.email))[1]).toContain('signed out on all devices');
    expect((await confirm('yet another secret')).body.code).toBe('token_invalid');
    const login = await client.post('/api/auth/login/', {
      json: { email: customer.email, password: 'a fresh long secret' },
    });
    expect(login.status).toBe(200);
  });

  test('a password is not reset with a link that is older than half an hour', async () => {
    const customer = await api.newCustomer(await api.newTenant(), `late${process.pid}@example.com`);
    const client = createClient(api.url, { tenantId: customer.tenantId });
    await client.post('/api/auth/password-reset/', { json: { email: customer.email } });
    const [mail = ''] = await mailsTo(customer.email);
    const token = /\r?\n([\w-]{43})\r?\n/.exec(mail)?.[1];
    expect(token).toBeTruthy();
    api.advance(31 * 60);
    const late = await client.post('/api/auth/password-reset/confirm/', {
      json: { token, new_password: 'a fresh long secret' },
    });
    expect(late.body.code).toBe('token_invalid');
  });

  test('a decision about a proof sends a mail with the reason', async () => {
    const tenantId = await api.newTenant();
    const customer = await api.newCustomer(tenantId, `proof${process.pid}@example.com`);
    await confirmEmail(api, customer);
    const staff = await api.newCustomer(tenantId);
    await api.sql("UPDATE users SET role = 'reviewer' WHERE id = $1", [staff.userId]);
    const fields = {
      label: 'Home',
      recipient_name: 'Ada',
      line1: 'Main 1',
      city: 'Berlin',
      postal_code: '10117',
      country: 'DE',
    };
    const upload = async () => form({ field: 'proof_image', bytes: await png() }, fields);
    const { id } = (await customer.post('/api/customer/addresses/', { form: await upload() })).body;
    const decide = (how: string, json = {}) => staff.post(`/api/staff/address-proofs/${id}/${how}/`, { json });
    await decide('reject', { reason: 'too_old', note: 'Of 2019.' });
    const [rejected] = await mailsTo(customer.email);
    expect(rejected).toContain('was not accepted');
    expect(rejected).toMatch(/It is too old\.\r?\nOf 2019\./);
    await customer.patch(`/api/customer/addresses/${id}/`, { form: await upload() });
    await decide('approve');
    expect((await mailsTo(customer.email))[1]).toContain('was approved');
  });

  test('a reset gets the same answer for an unknown e-mail and sends nothing', async () => {
    const client = createClient(api.url, { tenantId: await api.newTenant() });
    const { status, bytes } = await client.post('/api/auth/password-reset/', {
      json: { email: 'unknown@example.com' },
    });
    expect({ status, length: bytes.length }).toEqual({ status: 202, length: 0 });
    expect(await mailsTo('unknown@example.com')).toEqual([]);
  });
});

// A mail server that accepts or refuses mail.
const received: string[] = [];
let refusing = false;
const smtp = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onData: (stream, _session, done) => {
    let text = '';
    stream.on('data', (chunk) => {
      text += chunk;
    });
    stream.on('end', () => {
      if (!refusing) received.push(text);
      done(refusing ? new Error('Mailbox busy') : null);
    });
  },
});
const listener = smtp.listen(0, '127.0.0.1');
await once(listener, 'listening');
afterAll(() => new Promise<void>((resolve) => smtp.close(resolve)));

describe('With a mail server', () => {
  const address = listener.address();
  if (typeof address !== 'object' || !address) throw new Error('The mail server does not listen');
  const env = { SMTP_URL: `smtp://127.0.0.1:${address.port}`, MAIL_FROM: 'Corner shop <shop@example.com>' };
  const api = useApi(env, { ownDatabase: true });

  test('mail is sent through it, and retried if it was refused', async () => {
    const { email, tenantId } = await api.newCustomer(await api.newTenant());
    const { outbox, background } = api.dependencies;
    await background.settled();
    received.length = 0;
    refusing = true;
    await createClient(api.url, { tenantId }).post('/api/auth/password-reset/', { json: { email } });
    await background.settled();
    outbox.wake();
    await background.settled();
    expect(received).toEqual([]);
    const [waiting] = await api.sql(
      'SELECT attempts, next_attempt_at > now() AS later FROM mails WHERE sent_at IS NULL',
    );
    expect(waiting).toEqual({ attempts: 1, later: true });

    refusing = false;
    await api.sql('UPDATE mails SET next_attempt_at = now()');
    outbox.wake();
    await background.settled();
    expect(received).toEqual([expect.stringContaining(`To: ${email}`)]);
    expect(received[0]).toContain('From: Corner shop <shop@example.com>');
    outbox.wake();
    await background.settled();
    expect(received).toHaveLength(1);
  });

  /** Inserts unsent mails that are due. */
  const newDueMails = async (count: number): Promise<string[]> => {
    const { email, tenantId, userId } = await api.newCustomer(await api.newTenant());
    await api.dependencies.background.settled();
    const rows = await api.sql<{ id: string }>(
      `INSERT INTO mails (tenant_id, id, user_id, kind, recipient, data, updated_at)
       SELECT $1, gen_random_uuid(), $2, 'password_changed', $3, '{"signed_out": "all"}', now() FROM generate_series(1, $4::int) RETURNING id`,
      [tenantId, userId, email, count],
    );
    return rows.map(({ id }) => id);
  };

  test('each mail is sent once by several processes', async () => {
    const mails = await newDueMails(30);
    const sent: string[][] = [[], [], []];
    for (const own of sent) {
      const send = async ({ id }: { id: string }) => {
        own.push(id);
      };
      createOutbox({ ...api.dependencies, transport: { send, close: () => {} } }).wake();
    }
    await api.dependencies.background.settled();
    expect(sent.flat().sort()).toEqual(mails.sort());
    const attempts = await api.sql('SELECT DISTINCT attempts, sent_at IS NULL AS due FROM mails WHERE id = ANY($1)', [
      mails,
    ]);
    expect(attempts).toEqual([{ attempts: 1, due: false }]);
  });

  test('a mail whose process ended is sent by another process after the claim expires', async () => {
    const [id = ''] = await newDueMails(1);
    const sent: string[] = [];
    const outbox = createOutbox({
      ...api.dependencies,
      transport: {
        send: async (mail) => {
          sent.push(mail.id);
        },
        close: () => {},
      },
    });
    const wake = async () => {
      outbox.wake();
      await api.dependencies.background.settled();
    };
    // The state after a process ended between its claim and the answer of the mail server.
    await api.sql("UPDATE mails SET attempts = 1, next_attempt_at = now() + interval '2 minutes' WHERE id = $1", [id]);
    await wake();
    expect(sent).toEqual([]);
    await api.sql('UPDATE mails SET next_attempt_at = now() WHERE id = $1', [id]);
    await wake();
    expect(sent).toEqual([id]);
    const [row] = await api.sql('SELECT attempts, sent_at IS NOT NULL AS sent FROM mails WHERE id = $1', [id]);
    expect(row).toEqual({ attempts: 2, sent: true });
  });

  test('mails are claimed one at a time, for longer than a slow mail server may take', async () => {
    const customer = await api.newCustomer(await api.newTenant());
    const { email, tenantId } = customer;
    await confirmEmail(api, customer);
    await api.dependencies.background.settled();
    refusing = true;
    const ask = () => createClient(api.url, { tenantId }).post('/api/auth/password-reset/', { json: { email } });
    await Promise.all([ask(), ask(), ask()]);
    await api.dependencies.background.settled();
    await api.sql('UPDATE mails SET attempts = 0, next_attempt_at = now() WHERE sent_at IS NULL');
    const claimed: unknown[] = [];
    const send = async () => {
      const rows = await api.sql(
        `SELECT extract(minutes FROM next_attempt_at - updated_at)::int AS minutes FROM mails
          WHERE sent_at IS NULL AND next_attempt_at > now()`,
      );
      claimed.push(rows);
    };
    createOutbox({ ...api.dependencies, transport: { send, close: () => {} } }).wake();
    await api.dependencies.background.settled();
    expect(claimed).toEqual([[{ minutes: 2 }], [{ minutes: 2 }], [{ minutes: 2 }]]);
  });
});

describe('With a mail server that does not answer', () => {
  const connections: Socket[] = [];
  const silent = createServer((socket) => connections.push(socket));
  afterAll(() => {
    for (const socket of connections) socket.destroy();
    silent.close();
  });
  const url = async (): Promise<string> => {
    if (!silent.listening) await once(silent.listen(0, '127.0.0.1'), 'listening');
    return `smtp://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  };

  test('sending fails after a few seconds', async () => {
    const transport = createSmtpTransport(await url(), 'shop@example.com');
    const sending = transport.send({ id: '1', to: 'ada@example.com', subject: 's', text: 't' });
    await expect(sending).rejects.toMatchObject({ code: 'ETIMEDOUT' });
  });

  test('the server ends on a signal while it sends mail', async () => {
    const env = { ...(await useInstallation()), SMTP_URL: await url(), SHUTDOWN_SECONDS: '1' };
    const server = await startServer(env);
    const [tenantId = ''] = await operatorCommand(env, 'tenant:create', 'Silent');
    const client = createClient(server.url, { tenantId });
    await client.post('/api/auth/register/', { json: { email: 'a@example.com', password } });
    const before = connections.length;
    await client.post('/api/auth/password-reset/', { json: { email: 'a@example.com' } });
    while (connections.length === before) await once(silent, 'connection');
    expect(await server.stop()).toBe(0);
    expect(server.output()).toContain('background work was cut off');
  });
});
