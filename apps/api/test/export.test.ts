import { Readable } from 'node:stream';
import { type Answer, createClient, password, type SignedInClient } from '@doorstep/testing/client';
import { form, png } from '@doorstep/testing/images';
import { confirmEmail } from '@doorstep/testing/mailbox';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { OpenObject } from '../src/media/object-store.ts';
import { uploadProof, withoutQuery } from './acceptance/private-images.ts';
import { unzip } from './acceptance/zip.ts';
import { useApi } from './harness.ts';

const api = useApi();
const path = '/api/customer/export/';
afterEach(() => {
  vi.restoreAllMocks();
});

/** Reads the documents and images of an archive. */
const openArchive = ({ bytes }: Answer) => {
  const files = unzip(bytes);
  const json = (name: string) => JSON.parse(files.get(name)?.toString() ?? 'null');
  return { files, names: [...files.keys()], json, text: bytes.toString('latin1') };
};

const setPicture = async (customer: SignedInClient, width = 40): Promise<Answer> => {
  const bytes = await png(width);
  return customer.patch('/api/customer/profile/', { form: form({ field: 'profile_picture', bytes }) });
};

describe('An export', () => {
  test('contains no secret, no row of another customer, and no client address of staff', async () => {
    const tenantId = await api.newTenant();
    const customer = await api.newCustomer(tenantId);
    const other = await api.newCustomer(tenantId);
    await uploadProof(other);
    const { id, link } = await uploadProof(customer);
    const staff = await api.newCustomer(tenantId);
    await api.sql("UPDATE users SET role = 'reviewer' WHERE id = $1", [staff.userId]);
    const agent = createClient(api.url, { tenantId, accessToken: staff.accessToken, agent: 'staff desk' });
    expect((await agent.get(withoutQuery(link))).status).toBe(200);
    const { text, json } = openArchive(await customer.post(path));
    expect(text).not.toMatch(/argon2|password_?hash|token_?hash|signature=|salt/i);
    for (const secret of [other.email, other.userId, staff.userId, 'staff desk']) expect(text).not.toContain(secret);
    const seen = json('activity.json').find(({ action }: { action: string }) => action === 'address.proof_viewed');
    expect(seen).toEqual({
      action: 'address.proof_viewed',
      by: 'staff',
      at: expect.any(String),
      entity_id: id,
      request_id: expect.any(String),
      before: null,
      after: null,
    });
  });

  test('is a snapshot without an open transaction, and lacks images that are replaced since', async () => {
    const customer = await api.newCustomer(await api.newTenant());
    await setPicture(customer);
    const { id } = await uploadProof(customer);
    const { media } = api.dependencies;
    const { open } = media;
    vi.spyOn(media, 'open').mockImplementationOnce(async (...asked) => {
      // Both writes would wait for an open transaction with a lock on the customer's row.
      expect((await setPicture(customer, 50)).status).toBe(200);
      expect((await customer.patch('/api/customer/profile/', { json: { full_name: 'Later' } })).status).toBe(200);
      return open(...asked);
    });
    const { names, json } = openArchive(await customer.post(path));
    expect(names).toContain(`images/addresses/${id}.webp`);
    // The replaced picture belongs to the snapshot, and is still in its grace period.
    expect(json('profile.json')).toMatchObject({ full_name: '', profile_picture: 'images/profile.webp' });
  });

  test('contains a complete image that is deleted during the download', async () => {
    const customer = await api.newCustomer(await api.newTenant());
    const before = await customer.get((await setPicture(customer)).body.profile_picture);
    const { media } = api.dependencies;
    const { open } = media;
    vi.spyOn(media, 'open').mockImplementationOnce(async (...asked) => {
      const object = (await open(...asked)) as OpenObject;
      const read = async () => {
        const stream = await object.read();
        await media.deleteAll(customer);
        return stream;
      };
      return { ...object, read };
    });
    const { files } = openArchive(await customer.post(path));
    expect(files.get('images/profile.webp')).toEqual(before.bytes);
  });

  test('is limited to three a day under concurrent requests, each with a mail and an event', async () => {
    const customer = await api.newCustomer(await api.newTenant());
    await confirmEmail(api, customer);
    const answers = await Promise.all(Array.from({ length: 5 }, () => customer.post(path)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 429, 429]);
    const refused = await customer.post(path);
    expect(refused.body.code).toBe('rate_limited');
    // The trail uses the clock of the database, which runs while the clock of the suite does not.
    expect(Math.abs(Number(refused.headers.get('retry-after')) - 86_400)).toBeLessThan(120);
    const of = [customer.tenantId, customer.userId];
    const mails = await api.sql(
      "SELECT kind, recipient FROM mails WHERE tenant_id = $1 AND user_id = $2 AND kind = 'data_exported'",
      of,
    );
    expect(mails).toEqual(Array(3).fill({ kind: 'data_exported', recipient: customer.email }));
    const [{ count } = {}] = await api.sql<{ count: number }>(
      "SELECT count(*)::int FROM audit_events WHERE tenant_id = $1 AND user_id = $2 AND action = 'user.exported'",
      of,
    );
    expect(count).toBe(3);
    api.advance(86_400 + 600);
    const client = createClient(api.url, { tenantId: customer.tenantId });
    const again = await client.post('/api/auth/login/', { json: { email: customer.email, password } });
    expect((await client.signedIn(again.body).post(path)).status).toBe(200);
  });
});

describe('An export that fails', () => {
  /** Makes the store return a stream of the test. */
  const serve = (read: () => Readable) =>
    vi
      .spyOn(api.dependencies.media, 'open')
      .mockImplementationOnce(async () => ({ size: 1_000_000, read: async () => read() }));
  const startDownload = async (signal?: AbortSignal) => {
    const customer = await api.newCustomer(await api.newTenant());
    await setPicture(customer);
    const headers = { Authorization: `Bearer ${customer.accessToken}`, 'X-Tenant-ID': customer.tenantId };
    return fetch(api.url + path, { method: 'POST', headers, ...(signal && { signal }) });
  };

  test('is aborted on a disk failure, so that it does not look complete', async () => {
    serve(() =>
      Readable.from(
        (function* () {
          yield Buffer.alloc(100_000);
          throw new Error('The disk is broken');
        })(),
      ),
    );
    const answer = await startDownload();
    await expect(answer.arrayBuffer()).rejects.toThrow();
    expect((await fetch(`${api.url}/health/live`)).status).toBe(200);
  });

  test('closes its files when the client disconnects', async () => {
    const endless = new Readable({
      read() {
        this.push(Buffer.alloc(64 * 1024));
      },
    });
    serve(() => endless);
    const leaving = new AbortController();
    const answer = await startDownload(leaving.signal);
    const reader = answer.body?.getReader();
    expect((await reader?.read())?.done).toBe(false);
    const closed = new Promise((resolve) => endless.once('close', resolve));
    leaving.abort();
    await closed;
    expect(endless.destroyed).toBe(true);
    expect((await fetch(`${api.url}/health/live`)).status).toBe(200);
  });
});
