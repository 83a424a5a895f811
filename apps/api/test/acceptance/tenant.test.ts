import { useApi } from '@doorstep/testing/acceptance-api';
import { createClient } from '@doorstep/testing/client';
import { describe, expect, test } from 'vitest';

const api = useApi();

/** Reads the public settings of a tenant over both transports. */
const readTenant = async (tenantId: string) => {
  const anonymous = createClient(api.url, { tenantId });
  const { body } = await anonymous.get('/api/tenant/');
  expect((await anonymous.query('tenant.get')).body.result.data).toEqual(body);
  return body;
};

describe('The settings of a tenant', () => {
  test('show forms the e-mail confirmation, the address checking mode and the delays', async () => {
    const tenantId = await api.newTenant();
    expect(await readTenant(tenantId)).toMatchObject({
      address_checking: 'strict',
      duplicate_addresses: 'allow',
      restore_days: 30,
      require_verified_email: false,
      erasure_days: 14,
    });
    const set = {
      address_checking: 'warn',
      duplicate_addresses: 'refuse',
      restore_days: '7',
      require_verified_email: 'true',
      erasure_days: '0',
    };
    for (const [name, value] of Object.entries(set)) await api.setTenant(tenantId, name, value);
    const now = { ...set, restore_days: 7, require_verified_email: true, erasure_days: 0 };
    expect(await readTenant(tenantId)).toMatchObject(now);
  });

  test('hide what is for the operator alone', async () => {
    const tenantId = await api.newTenant({ web_url: 'https://shop.example.com', mail_proof_decisions: 'false' });
    const { limits, ...tenant } = await readTenant(tenantId);
    expect(Object.keys(limits)).toEqual(['live_addresses', 'upload_bytes']);
    for (const hidden of ['web_url', 'mail_proof_decisions', 'default_passes_on', 'status', 'settings']) {
      expect(tenant).not.toHaveProperty(hidden);
    }
  });
});
