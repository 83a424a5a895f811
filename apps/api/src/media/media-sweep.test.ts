import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { SignedInClient } from '@doorstep/testing/client';
import { form, png } from '@doorstep/testing/images';
import { describe, expect, test } from 'vitest';
import { useApi } from '../../test/harness.ts';
import { runMaintenance } from '../jobs/maintenance.ts';
import { mediaKey, newMediaFile, resolveMediaKey } from './media-key.ts';
import { sweepMedia } from './media-sweep.ts';

const api = useApi();
const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000);

test('A sweep deletes old files that no row names, and no file that is named, new, or of a deleted address', async () => {
  const customer = await api.newCustomer(await api.newTenant());
  const image = await png();
  await customer.patch('/api/customer/profile/', { form: form({ field: 'profile_picture', bytes: image }) });
  const address = await customer.post('/api/customer/addresses/', {
    form: form(
      { field: 'proof_image', bytes: image },
      { recipient_name: 'A', line1: 'B', city: 'Berlin', postal_code: '10117', country: 'DE' },
    ),
  });
  await customer.delete(`/api/customer/addresses/${address.body.id}/`);
  const named = await api.files();
  const owner = { tenantId: customer.tenantId, userId: customer.userId, kind: 'address' as const };
  const objects = join(api.dataDir, 'media', 'objects');
  const [orphan, fresh] = [
    mediaKey({ ...owner, file: newMediaFile() }, 'full'),
    mediaKey({ ...owner, file: newMediaFile() }, 'thumb'),
  ];
  for (const key of [orphan, fresh]) await writeFile(join(objects, dirname(key), key.split('/').at(-1) ?? ''), 'x');
  const put = async (key: string, time: Date) => {
    await mkdir(dirname(join(objects, key)), { recursive: true });
    await writeFile(join(objects, key), 'x');
    await utimes(join(objects, key), time, time);
  };
  await put(orphan, hoursAgo(2));
  await put(fresh, hoursAgo(0.5));
  for (const path of named) await utimes(path, hoursAgo(48), hoursAgo(48));
  const { database, media } = api.dependencies;
  expect(await sweepMedia(database, media.objects, { now: new Date(), dryRun: true })).toEqual([orphan]);
  expect(await api.files()).toContain(join(objects, orphan));
  await runMaintenance(api.dependencies);
  const remaining = await api.files();
  expect(remaining).not.toContain(join(objects, orphan));
  expect(remaining).toEqual(expect.arrayContaining([...named, join(objects, fresh)]));
});

describe('A file that is replaced or deleted', () => {
  const address = { recipient_name: 'A', line1: 'B', city: 'Berlin', postal_code: '10117', country: 'DE' };
  const filesOf = async ({ userId }: SignedInClient) => (await api.files()).filter((file) => file.includes(userId));
  const picture = async () => form({ field: 'profile_picture', bytes: await png() });
  const proof = async () => form({ field: 'proof_image', bytes: await png() }, address);
  const makeOlder = async (customer: SignedInClient) => {
    for (const path of await filesOf(customer)) await utimes(path, hoursAgo(48), hoursAgo(48));
  };

  test.each<[string, (customer: SignedInClient) => Promise<{ link: string; replace: () => Promise<unknown> }>, number]>(
    [
      [
        'by another picture',
        async (customer) => {
          const { body } = await customer.patch('/api/customer/profile/', { form: await picture() });
          const replace = async () => customer.patch('/api/customer/profile/', { form: await picture() });
          return { link: body.profile_picture, replace };
        },
        3,
      ],
      [
        'when the picture is cleared',
        async (customer) => {
          const { body } = await customer.patch('/api/customer/profile/', { form: await picture() });
          const replace = () => customer.patch('/api/customer/profile/', { json: { profile_picture: null } });
          return { link: body.profile_picture, replace };
        },
        0,
      ],
      [
        'by another proof',
        async (customer) => {
          const { body } = await customer.post('/api/customer/addresses/', { form: await proof() });
          const replace = async () => customer.patch(`/api/customer/addresses/${body.id}/`, { form: await proof() });
          return { link: body.proof_image, replace };
        },
        3,
      ],
      [
        'with an address that can no longer be restored',
        async (customer) => {
          const { body } = await customer.post('/api/customer/addresses/', { form: await proof() });
          const replace = async () => {
            await customer.delete(`/api/customer/addresses/${body.id}/`);
            await api.sql("UPDATE addresses SET deleted_at = now() - interval '31 days' WHERE id = $1", [body.id]);
            await runMaintenance(api.dependencies);
          };
          return { link: body.proof_image, replace };
        },
        0,
      ],
    ],
  )('%s answers 404 at once, and is deleted after an hour', async (_how, prepare, remaining) => {
    const customer = await api.newCustomer(await api.newTenant());
    const { link, replace } = await prepare(customer);
    expect((await customer.get(link)).status).toBe(200);
    await makeOlder(customer);
    const before = await filesOf(customer);
    await replace();
    expect((await customer.get(link)).status).toBe(404);
    await runMaintenance(api.dependencies);
    expect(await filesOf(customer)).toEqual(expect.arrayContaining(before));
    await makeOlder(customer);
    await runMaintenance(api.dependencies);
    const files = await filesOf(customer);
    expect(files).toHaveLength(remaining);
    expect(files.filter((file) => before.includes(file))).toEqual([]);
  });
});

test('Maintenance deletes expired tokens, ended sessions and sent mail, and leaves live ones', async () => {
  const tenantId = await api.newTenant();
  const customer = await api.newCustomer(tenantId);
  const ended = await api.newCustomer(tenantId);
  await ended.post('/api/auth/logout/');
  await customer.post('/api/auth/password-reset/', { json: { email: customer.email } });
  await api.dependencies.background.settled();
  const count = async () => {
    const [row] = await api.sql(
      `SELECT (SELECT count(*)::int FROM sessions WHERE tenant_id = $1) AS sessions,
              (SELECT count(*)::int FROM mails WHERE tenant_id = $1) AS mails,
              (SELECT count(*)::int FROM mailed_tokens WHERE tenant_id = $1 AND kind = 'reset') AS resets`,
      [tenantId],
    );
    return row;
  };
  await runMaintenance(api.dependencies);
  // A mail about each registration, and one about the reset.
  expect(await count()).toEqual({ sessions: 2, mails: 3, resets: 1 });
  // Ages the rows instead of the clock, because maintenance covers all tenants and other suites share the database.
  const older = "- interval '31 days'";
  await api.sql(`UPDATE sessions SET revoked_at = revoked_at ${older} WHERE tenant_id = $1`, [tenantId]);
  await api.sql(`UPDATE mails SET created_at = created_at ${older} WHERE tenant_id = $1`, [tenantId]);
  await api.sql(`UPDATE mailed_tokens SET expires_at = expires_at ${older} WHERE tenant_id = $1`, [tenantId]);
  await runMaintenance(api.dependencies);
  expect(await count()).toEqual({ sessions: 1, mails: 0, resets: 0 });
});

test('A malformed key resolves to no path', async () => {
  const owner = {
    tenantId: '01a00000-0000-7000-8000-000000000000',
    userId: '01a00000-0000-7000-8000-000000000001',
    kind: 'profile' as const,
  };
  expect(() => mediaKey({ ...owner, file: '../../secret' }, 'full')).toThrow('malformed');
  expect(() => mediaKey({ ...owner, tenantId: '..', file: newMediaFile() }, 'full')).toThrow('malformed');
  for (const key of ['', '..', '/etc/passwd', 'a/b', `${'../'.repeat(9)}etc/passwd`, 'x\0y']) {
    await expect(resolveMediaKey('/tmp/root', key)).rejects.toThrow('malformed');
  }
});
