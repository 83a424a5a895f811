import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { catalogues } from '@doorstep/contracts/messages/catalogues';
import { z } from 'zod';
import { newSecretToken } from '../accounts/secret-token.ts';
import { register } from '../accounts/sign-in.service.ts';
import type { Dependencies } from '../server/dependencies.ts';
import { createApiKeyOf } from './api-key-admin.ts';
import { createTenant, listTenants, setTenant } from './tenant-admin.ts';

const Demo = z.object({
  tenantId: z.uuid(),
  email: z.string(),
  password: z.string(),
  userId: z.uuid(),
  apiKey: z.string(),
});
type Demo = z.output<typeof Demo>;

const requestInfo = { requestId: 'demo', address: '127.0.0.1', agent: 'doorstep demo' };

/** The options of the demo. */
export type DemoOptions = {
  /** The URL of the customer app, if it runs. Links in mails lead there. */
  appUrl: string | undefined;
};

/** Creates a demo tenant with a customer once, prints how to sign in, and sends the tenant id to the parent process. */
export const printDemo = async (dependencies: Dependencies, { appUrl }: DemoOptions): Promise<void> => {
  const { publicUrl, dataDir } = dependencies.config;
  const { tenantId, email, password, userId, apiKey } = await loadDemo(
    dependencies,
    join(dataDir, 'demo.json'),
    appUrl,
  );
  process.send?.({ tenantId });
  const body = JSON.stringify({ email, password });
  process.stdout.write(`
Doorstep is running.
${appUrl ? `\n  App        ${appUrl}` : ''}
  API        ${publicUrl}/api/
  Reference  ${publicUrl}/api/docs
  Tenant     ${tenantId}
  Sign in    ${email}  ${password}
  API key    ${apiKey}

  curl -s ${publicUrl}/api/auth/login/ -H 'X-Tenant-ID: ${tenantId}' -H 'Content-Type: application/json' -d '${body}'
  curl -s ${publicUrl}/api/customers/${userId}/profile/ -H 'Authorization: Bearer ${apiKey}'

Ctrl-C ends it. The data stays in ${dataDir}.

`);
};

const loadDemo = async (dependencies: Dependencies, path: string, appUrl: string | undefined): Promise<Demo> => {
  const operator = dependencies.database.operator(requestInfo);
  // The app may have another URL at each start.
  const setAppUrl = async (tenantId: string) => {
    if (appUrl) await setTenant(operator, tenantId, [['web_url', appUrl]]);
  };
  const stored = await readFile(path, 'utf8').catch(() => null);
  // The file of an earlier release has no key. Then a new demo tenant is created.
  const demo = stored === null ? undefined : Demo.safeParse(JSON.parse(stored)).data;
  // The file may name a tenant of another database if DATABASE_URL or DATA_DIR has changed.
  if (demo && (await listTenants(operator)).some(({ id }) => id === demo.tenantId)) {
    await setAppUrl(demo.tenantId);
    return demo;
  }
  const { id: tenantId } = await createTenant(operator, 'Demo shop');
  const locales = Object.keys(catalogues).join(',');
  await setTenant(operator, tenantId, [['locales', locales]]);
  await setAppUrl(tenantId);
  const account = { email: 'demo@example.com', password: newSecretToken().slice(0, 16) };
  const scope = dependencies.database.scope({ tenantId, userId: null, sessionId: null }, requestInfo);
  const { user } = await register(scope, dependencies, { ...account, full_name: 'Dana Demo' });
  const permissions = 'customers:read,customers:write,addresses:read,addresses:write';
  const { key: apiKey } = await createApiKeyOf(operator, tenantId, { name: 'Demo system', permissions });
  const created = { ...account, tenantId, userId: user.user_id, apiKey };
  await writeFile(path, JSON.stringify(created), { mode: 0o600 });
  return created;
};
