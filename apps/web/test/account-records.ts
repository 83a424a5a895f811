import { createClient, password, type SignedInClient } from '@doorstep/testing/client';
import { form, letter } from '@doorstep/testing/images';
import type { Page } from 'playwright-core';
import type { App } from './app.ts';

const agents = {
  phone:
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
  computer: 'Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0',
} as const;

/** Signs a customer in on another device. */
export const onAnotherDevice = async (
  app: App,
  customer: SignedInClient,
  device: keyof typeof agents = 'computer',
): Promise<SignedInClient> => {
  const client = createClient(app.api.url, { tenantId: app.tenantId, agent: agents[device] });
  const { status, body } = await client.post('/api/auth/login/', { json: { email: customer.email, password } });
  if (status !== 200) throw new Error(`Could not sign in: ${JSON.stringify(body)}`);
  return client.signedIn(body);
};

/** Registers a customer, makes them staff of the app's tenant and signs them in. */
export const newStaff = async (app: App): Promise<SignedInClient> => {
  const customer = await app.newCustomer();
  await app.api.sql("UPDATE users SET role = 'reviewer' WHERE id = $1", [customer.userId]);
  return onAnotherDevice(app, customer);
};

/** Sets a customer's name and adds an address with a pending proof. Returns the id of the address. */
export const newProof = async (customer: SignedInClient, name: string, fields = {}): Promise<string> => {
  await customer.patch('/api/customer/profile/', { json: { full_name: name } });
  const address = { line1: 'Unter den Linden 77', city: 'Berlin', postal_code: '10117', country: 'DE', ...fields };
  const proof = {
    field: 'proof_image',
    bytes: await letter(),
  };
  const { status, body } = await customer.post('/api/customer/addresses/', {
    form: form(proof, { recipient_name: name, ...address }),
  });
  if (status !== 201) throw new Error(`Could not add a proof: ${JSON.stringify(body)}`);
  return body.id;
};

/** Replaces the activity with an empty list. A real one contains at least the registration. */
export const noActivity = (app: App): Promise<void> =>
  app.answer('/api/customer/activity/', { results: [], next_cursor: null });

/** Signs in on the sign-in page. */
export const signIn = async (page: Page, email: string, secret: string): Promise<void> => {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(secret);
  await page.getByRole('button', { name: 'Sign in' }).click();
};
