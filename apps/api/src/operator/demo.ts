import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { catalogues } from '@doorstep/contracts/messages/catalogues';
import { z } from 'zod';
import { newSecretToken } from '../accounts/secret-token.ts';
import { register } from '../accounts/sign-in.service.ts';
import type { Dependencies } from '../server/dependencies.ts';
import { createTenant, listTenants, setTenant } from './tenant-admin.ts';

const Demo = z.object({ tenantId: z.uuid(), email: z.string(), password: z.string() });
type Demo = z.output<typeof Demo>;

const requestInfo = { requestId: 'demo', address: '127.0.0.1', agent: 'doorstep demo' };

/** What a demo is told. */
export type DemoOptions = {
  /** Where the customer app is served, if it is: mails lead there. */
  appUrl: string | undefined;
};

/** Makes a tenant with a customer to try things with, once, and says how to sign in: to people, and to who started it. */
export const printDemo = async (dependencies: Dependencies, { appUrl }: DemoOptions): Promise<void> => {
  const { publicUrl, dataDir } = dependencies.config;
  const { tenantId, email, password } = await loadDemo(dependencies, join(dataDir, 'demo.json'), appUrl);
  process.send?.({ tenantId });
  const body = JSON.stringify({ email, password });
  process.stdout.write(`
Doorstep is running.
${appUrl ? `\n  App        ${appUrl}` : ''}
  API        ${publicUrl}/api/
  Reference  ${publicUrl}/api/docs
  Tenant     ${tenantId}
  Sign in    ${email}  ${password}

  curl -s ${publicUrl}/api/auth/login/ -H 'X-Tenant-ID: ${tenantId}' -H 'Content-Type: application/json' -d '${body}'

Ctrl-C ends it. The data stays in ${dataDir}.

`);
};

const loadDemo = async (dependencies: Dependencies, path: string, appUrl: string | undefined): Promise<Demo> => {
  const operator = dependencies.database.operator(requestInfo);
  // Links in mails lead to where the app is this time.
  const leadMails = async (tenantId: string) => {
    if (appUrl) await setTenant(operator, tenantId, [['web_url', appUrl]]);
  };
  const kept = await readFile(path, 'utf8').catch(() => null);
  const demo = kept === null ? null : Demo.parse(JSON.parse(kept));
  // The file may be older than the database, where DATABASE_URL or the folder was changed in between.
  if (demo && (await listTenants(operator)).some(({ id }) => id === demo.tenantId)) {
    await leadMails(demo.tenantId);
    return demo;
  }
  const { id: tenantId } = await createTenant(operator, 'Demo shop');
  const locales = Object.keys(catalogues).join(',');
  await setTenant(operator, tenantId, [['locales', locales]]);
  await leadMails(tenantId);
  const made = { tenantId, email: 'demo@example.com', password: newSecretToken().slice(0, 16) };
  const scope = dependencies.database.scope({ tenantId, userId: null, sessionId: null }, requestInfo);
  await register(scope, dependencies, { email: made.email, password: made.password, full_name: 'Dana Demo' });
  await writeFile(path, JSON.stringify(made), { mode: 0o600 });
  return made;
};
