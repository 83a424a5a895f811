import { withoutChromium } from '@doorstep/testing/chromium';
import type { SignedInClient } from '@doorstep/testing/client';
import { beforeAll, describe, expect, test } from 'vitest';
import { expectAccessible } from './accessibility.ts';
import { newProof, newStaff } from './account-records.ts';
import { everyViewport, useApp, type Viewport, waitForImage } from './app.ts';

describe.skipIf(withoutChromium)('Proofs of address', () => {
  const app = useApp();
  let staff: SignedInClient;
  let customer: SignedInClient;
  beforeAll(async () => {
    staff = await newStaff(app);
    customer = await app.newCustomer();
  });
  const stateOf = async (id: string) => {
    const { proof_status, proof_reason } = (await customer.get(`/api/customer/addresses/${id}/`)).body;
    return { proof_status, proof_reason };
  };

  test.each(everyViewport)('can be approved from the queue on a %s', async (viewport) => {
    const id = await newProof(customer, 'Ada Lovelace', { line1: `Way for a ${viewport} 1` });
    const page = await app.open('/proofs', { as: staff, viewport });
    await page.getByRole('link', { name: `Way for a ${viewport} 1` }).click();
    await page.getByRole('heading', { name: 'Proof of Ada Lovelace' }).waitFor();
    expect(await page.locator('main address').textContent()).toContain(`Way for a ${viewport} 1`);
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByText('The proof of Ada Lovelace is approved.').waitFor();
    expect(await stateOf(id)).toEqual({ proof_status: 'approved', proof_reason: null });
    await page.waitForURL('**/proofs');
    await page.getByRole('link', { name: `Way for a ${viewport} 1` }).waitFor({ state: 'detached' });
  });

  test('can be rejected with a reason and a note to the customer', async () => {
    const id = await newProof(customer, 'Ada Lovelace');
    const page = await app.open(`/proofs/${id}`, { as: staff });
    await page.getByRole('button', { name: 'Reject…' }).click();
    await page.getByRole('button', { name: 'Reject the proof' }).click();
    await page.locator('select[name=reason][aria-invalid=true]').waitFor();
    await page.getByText('This field is required.').waitFor();
    expect(await page.locator('main form').textContent()).not.toContain('not_a_proof');
    await page.getByLabel('Reason').selectOption('It is too old');
    await page.getByLabel('Note to the customer').fill('The bill is of last year.');
    await page.getByRole('button', { name: 'Reject the proof' }).click();
    await page.getByText('The proof of Ada Lovelace is rejected.').waitFor();
    expect(await stateOf(id)).toEqual({ proof_status: 'rejected', proof_reason: 'too_old: The bill is of last year.' });
    await page.goto(`/proofs/${id}`);
    await page.getByText(/It is too old\. .The bill is of last year\./).waitFor();
  });

  test('that another reviewer has decided show that decision', async () => {
    const id = await newProof(customer, 'Ada Lovelace');
    const page = await app.open(`/proofs/${id}`, { as: staff });
    await page.getByRole('button', { name: 'Reject…' }).click();
    await page.getByLabel('Reason').selectOption('Something else');
    const other = await newStaff(app);
    expect((await other.post(`/api/staff/address-proofs/${id}/approve/`)).status).toBe(200);
    await page.getByRole('button', { name: 'Reject the proof' }).click();
    await page.getByText('Another reviewer has already decided').waitFor();
    await page.getByText('Proof approved', { exact: true }).waitFor();
    expect(await page.getByRole('button', { name: 'Approve' }).count()).toBe(0);
    expect((await stateOf(id)).proof_status).toBe('approved');
  });

  test('that the customer has changed are shown again before they can be approved', async () => {
    const id = await newProof(customer, 'Ada Lovelace');
    const page = await app.open(`/proofs/${id}`, { as: staff });
    await page.getByRole('button', { name: 'Approve' }).waitFor();
    await customer.patch(`/api/customer/addresses/${id}/`, { json: { line1: 'Moved Street 9' } });
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByText('The customer has changed the address since you opened it.').waitFor();
    await page.getByText('Moved Street 9').waitFor();
    expect((await stateOf(id)).proof_status).toBe('pending');
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByText('The proof of Ada Lovelace is approved.').waitFor();
  });

  /** Opens a proof at a zoom of 200 %. `at` reads its scroll position. */
  const enlarged = async (viewport: Viewport, language: 'en' | 'ar' = 'en') => {
    const id = await newProof(customer, 'Ada Lovelace');
    const page = await app.open(`/proofs/${id}`, { as: staff, viewport, language });
    const image = page.locator('main img');
    await waitForImage(image);
    const frame = page.locator('section[aria-describedby=proof-keys]');
    await page.locator('main figure button:enabled').first().waitFor();
    await frame.press('+');
    await frame.press('+');
    await page.locator('main output', { hasText: '200 %' }).waitFor();
    await waitForImage(image);
    expect(await image.getAttribute('src')).not.toContain('size=');
    // The centre of the picture stays in the centre of the frame.
    expect(await frame.evaluate((it) => (it.scrollLeft + it.clientWidth / 2) / it.scrollWidth)).toBeCloseTo(0.5, 2);
    const at = () => frame.evaluate(({ scrollLeft, scrollTop }) => [scrollLeft, scrollTop]);
    const cursor = () => image.evaluate((element) => getComputedStyle(element).cursor);
    await frame.scrollIntoViewIfNeeded();
    const { x = 0, y = 0, width = 0, height = 0 } = (await frame.boundingBox()) ?? {};
    return { page, frame, at, cursor, middle: { x: x + width / 2, y: y + height / 2 } };
  };

  test.each(everyViewport)('can be zoomed and moved with the keyboard on a %s', async (viewport) => {
    const { page, frame, at } = await enlarged(viewport);
    const [left = 0, top = 0] = await at();
    await frame.press('ArrowDown');
    await expect.poll(async () => (await at())[1]).toBeGreaterThan(top);
    await frame.press('ArrowRight');
    await expect.poll(async () => (await at())[0]).toBeGreaterThan(left);
    await expectAccessible(page);
    await frame.press('0');
    expect(await page.locator('main output').textContent()).toBe('100 %');
    const zoomIn = page.getByRole('button', { name: 'Zoom in' });
    await zoomIn.focus();
    for (let presses = 1; presses <= 7; presses++) await page.keyboard.press('Enter');
    expect(await page.locator('main output').textContent()).toBe('600 %');
    expect(await zoomIn.evaluate((button) => button === document.activeElement)).toBe(true);
    expect(await zoomIn.getAttribute('aria-disabled')).toBe('true');
  });

  test.each([
    ['phone', 'en'],
    ['desktop', 'en'],
    ['desktop', 'ar'],
  ] as const)('can be dragged with a mouse on a %s, in %s', async (viewport, language) => {
    const { page, at, cursor, middle } = await enlarged(viewport, language);
    const [left = 0, top = 0] = await at();
    await page.mouse.move(middle.x, middle.y);
    expect(await cursor()).toBe('grab');
    await page.mouse.down();
    await page.mouse.move(middle.x - 40, middle.y + 30);
    await expect.poll(cursor).toBe('grabbing');
    await expect.poll(at).toEqual([left + 40, top - 30]);
    // The drag continues outside of the frame.
    await page.mouse.move(middle.x + 20, 1);
    await expect.poll(async () => (await at())[0]).toBe(left - 20);
    await page.mouse.up();
    await expect.poll(cursor).toBe('grab');
    const released = await at();
    await page.mouse.move(middle.x, middle.y);
    expect(await at()).toEqual(released);
  });

  test('can be dragged with a finger on a phone', async () => {
    const { page, at, middle } = await enlarged('phone');
    const [left = 0, top = 0] = await at();
    const screen = await page.context().newCDPSession(page);
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...touchPoints: { x: number; y: number }[]) =>
      screen.send('Input.dispatchTouchEvent', { type, touchPoints });
    await touch('touchStart', middle);
    for (const moved of [20, 40, 60, 80]) await touch('touchMove', { ...middle, x: middle.x - moved });
    await touch('touchEnd');
    await expect.poll(async () => (await at())[0]).toBeGreaterThan(left);
    expect((await at())[1]).toBe(top);
  });

  test('say that their image cannot be loaded, also if that is known before the page has its scripts', async () => {
    const id = await newProof(customer, 'Ada Lovelace');
    const page = await app.open('/proofs', { as: staff });
    const scripts = Promise.withResolvers<void>();
    await page.route(/\/_next\/static\/.*\.js/, async (route) => {
      await scripts.promise;
      await route.continue();
    });
    await page.route(/\/media\//, (route) => route.abort());
    await page.goto(`/proofs/${id}`, { waitUntil: 'commit' });
    const image = page.locator('main img');
    await expect.poll(() => image.evaluate((it: HTMLImageElement) => it.complete)).toBe(true);
    scripts.resolve();
    await page.getByText('The picture could not be loaded.').waitFor();
  });

  test('of a reviewer cannot be approved by that reviewer', async () => {
    const id = await newProof(staff, 'Sam Staff');
    const page = await app.open(`/proofs/${id}`, { as: staff });
    await page.getByText('This is your own proof').waitFor();
    expect(await page.getByRole('button', { name: 'Approve' }).count()).toBe(0);
  });

  test('are listed in pages, with a list for each status', async () => {
    const owner = await app.newCustomer();
    for (let count = 1; count <= 21; count++) await newProof(owner, 'Grace Hopper', { line1: `Long queue ${count}` });
    const page = await app.open('/proofs', { as: staff });
    await page.locator('main ol li').first().waitFor();
    expect(await page.locator('main ol li').count()).toBe(20);
    await page.getByRole('link', { name: 'Next page' }).click();
    await page.getByRole('link', { name: 'Long queue 21' }).waitFor();
    await page.getByRole('link', { name: 'Approved' }).click();
    await page.waitForURL('**/proofs?status=approved');
    await page.getByRole('link', { name: 'Long queue 21' }).waitFor({ state: 'detached' });
  });

  test('are visible only to current staff', async () => {
    const id = await newProof(customer, 'Ada Lovelace');
    for (const path of ['/proofs', `/proofs/${id}`]) {
      const page = await app.open('/profile', { as: customer });
      expect(await page.getByRole('link', { name: 'Proofs' }).count()).toBe(0);
      const answer = await page.goto(path);
      expect(answer?.status()).toBe(404);
      await page.getByRole('heading', { name: 'This page does not exist' }).waitFor();
    }
    const former = await newStaff(app);
    await app.api.sql("UPDATE users SET role = 'customer' WHERE id = $1", [former.userId]);
    const page = await app.open('/proofs', { as: former });
    await page.getByRole('heading', { name: 'This page does not exist' }).waitFor();
  });

  test('appear in the navigation when a signed-in customer becomes staff, and disappear with the role', async () => {
    const person = await app.newCustomer();
    const page = await app.open('/profile', { as: person });
    await page.locator('input[name=full_name]').waitFor();
    expect(await page.getByRole('link', { name: 'Proofs' }).count()).toBe(0);
    await app.api.sql("UPDATE users SET role = 'reviewer' WHERE id = $1", [person.userId]);
    await page.reload();
    await page.getByRole('link', { name: 'Proofs' }).click();
    await page.getByRole('heading', { name: 'Proofs of address' }).waitFor();
    await page.locator('main ol li').first().waitFor();
    await app.api.sql("UPDATE users SET role = 'customer' WHERE id = $1", [person.userId]);
    await page.reload();
    await page.getByRole('heading', { name: 'This page does not exist' }).waitFor();
    await page.getByRole('link', { name: 'Proofs' }).waitFor({ state: 'detached' });
  });

  test('that do not exist are missing pages', async () => {
    const page = await app.open('/proofs/019abcde-0000-7000-8000-000000000000', { as: staff });
    await page.getByRole('heading', { name: 'This page does not exist' }).waitFor();
    await page.goto('/proofs/nonsense');
    await page.getByRole('heading', { name: 'This page does not exist' }).waitFor();
  });
});
