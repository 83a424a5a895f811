import { globSync } from 'node:fs';
import { join } from 'node:path';
import { withoutChromium } from '@doorstep/testing/chromium';
import type { SignedInClient } from '@doorstep/testing/client';
import { beforeAll, describe, expect, test } from 'vitest';
import { newProof, newStaff, onAnotherDevice } from './account-records.ts';
import { useApp } from './app.ts';
import { newAddresses } from './records.ts';

const folder = join(import.meta.dirname, '..', 'src', 'app');
const pagesIn = (group: string): string[] =>
  globSync('**/page.tsx', { cwd: join(folder, group) })
    .map((file) => `/${file.replace(/\/?page\.tsx$/, '')}`)
    .filter((path) => !path.includes('[...'));

// A click on a button that needs scripts is lost before hydration.
describe.skipIf(withoutChromium)('Without scripts', () => {
  const app = useApp();
  let staff: SignedInClient;
  let proofId: string;
  beforeAll(async () => {
    staff = await newStaff(app);
    await newAddresses(staff);
    await onAnotherDevice(app, staff, 'phone');
    proofId = await newProof(await app.newCustomer(), 'Ada Lovelace');
  });

  const expectNoScriptButton = async (path: string, as?: SignedInClient) => {
    const page = await app.open(path, { javaScriptEnabled: false, ...(as && { as }) });
    await page.locator('h1').first().waitFor({ state: 'attached' });
    const enabled = page.locator('button:enabled:visible');
    expect(await enabled.and(page.locator(':not([type=submit], [popovertarget])')).allTextContents()).toEqual([]);
    expect(await enabled.and(page.locator('form:not([action]) [type=submit]')).allTextContents()).toEqual([]);
  };

  test.each(pagesIn('(signed-out)'))('no enabled button of %s needs scripts', (path) => expectNoScriptButton(path));

  test.each(pagesIn('(signed-in)'))('no enabled button of %s needs scripts', async (path) => {
    const addresses = (await staff.get('/api/customer/addresses/')).body.results;
    const id = path.startsWith('/proofs') ? proofId : addresses[0].id;
    await expectNoScriptButton(path.replace('[id]', id), staff);
  });
});
