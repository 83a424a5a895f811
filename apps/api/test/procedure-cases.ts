import { type Client, password, type SignedInClient } from '@doorstep/testing/client';
import type { AnyRouter } from '@trpc/server';
import { contractOf } from '../src/http/trpc.ts';
import { appRouter } from '../src/router.ts';
import { callSdk } from './sdk-transport.ts';

const { procedures: all }: AnyRouter['_def'] = appRouter._def;

/** Every procedure of the router. */
export const procedures = Object.entries<(typeof all)[string]>(all).map(([name, procedure]) => ({
  name,
  type: procedure._def.type,
  contract: contractOf(procedure),
}));
export type Procedure = (typeof procedures)[number];

/** The rows of an owner that others may try to access. */
export type Owner = {
  customer: SignedInClient;
  /** An address with a pending proof. */
  addressId: string;
  deletedAddressId: string;
  otherSessionId: string;
  otherRefreshToken: string;
  /** An API key of the tenant. */
  apiKeyId: string;
  /** An export of the tenant. */
  exportId: string;
  /** An import of the tenant that waits. */
  importId: string;
  /** A webhook of the tenant, with a delivery that has failed. */
  webhookId: string;
  deliveryId: string;
};

const address = { recipient_name: 'Ada', line1: 'Main 1', city: 'Berlin', postal_code: '10117', country: 'DE' };
let fresh = 0;

/** An input for each procedure that succeeds for the owner of its rows, or for staff of the tenant. */
const inputs: Record<string, (owner: Owner) => Record<string, unknown>> = {
  'tenant.get': () => ({}),
  'account.register': () => ({ email: `fresh${process.pid}-${++fresh}@example.com`, password }),
  'account.login': ({ customer }) => ({ email: customer.email, password }),
  'account.refresh': ({ otherRefreshToken }) => ({ refresh_token: otherRefreshToken }),
  'account.logout': () => ({}),
  'account.sessions': () => ({}),
  'account.revokeSession': ({ otherSessionId }) => ({ id: otherSessionId }),
  'account.changePassword': () => ({ current_password: password, new_password: `${password} again` }),
  'account.requestPasswordReset': ({ customer }) => ({ email: customer.email }),
  'account.confirmPasswordReset': () => ({ token: 'x'.repeat(43), new_password: 'another long secret' }),
  'account.verifyEmail': () => ({ token: 'x'.repeat(43) }),
  'account.resendVerification': () => ({}),
  'account.changeEmail': ({ customer }) => ({ new_email: customer.email, current_password: password }),
  'account.undoEmailChange': () => ({ token: 'x'.repeat(43) }),
  'account.acceptInvitation': () => ({ token: 'x'.repeat(43), new_password: 'another long secret' }),
  'customer.list': () => ({}),
  'customer.create': () => ({ email: `fresh${process.pid}-${++fresh}@example.com` }),
  // The external id of an owner is the id of the account.
  'customer.upsert': ({ customer }) => ({ external_id: customer.userId, email: customer.email }),
  'customer.get': () => ({}),
  'customer.update': () => ({ full_name: 'Changed' }),
  'customer.delete': () => ({}),
  'customer.block': () => ({ reason: 'Unpaid' }),
  'customer.unblock': () => ({}),
  'customer.signOut': () => ({}),
  // Fails here, because the owner has a password. customers.test.ts covers its success.
  'customer.invite': () => ({}),
  'profile.get': () => ({}),
  'profile.update': () => ({ full_name: 'Changed' }),
  'address.list': () => ({}),
  'address.create': () => address,
  'address.get': ({ addressId }) => ({ id: addressId }),
  'address.replace': ({ addressId }) => ({ id: addressId, ...address }),
  'address.update': ({ addressId }) => ({ id: addressId, label: 'Changed' }),
  'address.delete': ({ addressId }) => ({ id: addressId }),
  'activity.list': () => ({}),
  'addressProof.list': () => ({}),
  'addressProof.get': ({ addressId }) => ({ id: addressId }),
  'addressProof.approve': ({ addressId }) => ({ id: addressId }),
  'addressProof.reject': ({ addressId }) => ({ id: addressId, reason: 'too_old', note: 'Of last year.' }),
  'address.restore': ({ deletedAddressId }) => ({ id: deletedAddressId }),
  'apiKey.list': () => ({}),
  'apiKey.create': () => ({ name: 'Courier', permissions: ['addresses:read'] }),
  'apiKey.get': ({ apiKeyId }) => ({ id: apiKeyId }),
  'apiKey.update': ({ apiKeyId }) => ({ id: apiKeyId, name: 'Renamed' }),
  'apiKey.revoke': ({ apiKeyId }) => ({ id: apiKeyId }),
  'apiKey.rotate': ({ apiKeyId }) => ({ id: apiKeyId }),
  'event.list': () => ({}),
  'export.list': () => ({}),
  'export.create': () => ({ format: 'zip' }),
  'export.get': ({ exportId }) => ({ id: exportId }),
  'export.end': ({ exportId }) => ({ id: exportId }),
  'import.list': () => ({}),
  'import.create': () => ({ file: new Blob(['{}']) }),
  'import.get': ({ importId }) => ({ id: importId }),
  'import.cancel': ({ importId }) => ({ id: importId }),
  'webhook.list': () => ({}),
  'webhook.create': () => ({ url: 'https://shop.example.com/events', payload: 'thin' }),
  'webhook.get': ({ webhookId }) => ({ id: webhookId }),
  'webhook.update': ({ webhookId }) => ({ id: webhookId, description: 'Changed' }),
  'webhook.delete': ({ webhookId }) => ({ id: webhookId }),
  'webhook.rotateSecret': ({ webhookId }) => ({ id: webhookId }),
  'webhook.test': ({ webhookId }) => ({ id: webhookId }),
  'webhook.enable': ({ webhookId }) => ({ id: webhookId }),
  // Fails here, because no event has a place yet. webhooks.test.ts covers its success.
  'webhook.replay': ({ webhookId }) => ({ id: webhookId, from_sequence: 1 }),
  'webhook.deliveries': ({ webhookId }) => ({ id: webhookId }),
  'webhook.retryDelivery': ({ webhookId, deliveryId }) => ({ id: webhookId, delivery_id: deliveryId }),
  'addressRule.list': () => ({}),
  'addressRule.get': () => ({ country: 'DE' }),
  'privacy.requestErasure': () => ({ password }),
  'privacy.getErasure': () => ({}),
  // Fails here, because no erasure is pending. erasure.test.ts covers its success.
  'privacy.cancelErasure': () => ({}),
};

/** The names that have an input. A procedure on behalf of a customer has that of the customer's own procedure. */
export const namesWithInput = Object.keys(inputs);

/** Returns an input of a procedure. */
export const inputOf = ({ name, contract }: Procedure, owner: Owner): Record<string, unknown> => {
  const make = inputs[contract.onBehalf ? name.replace(/^customers\./, '') : name];
  if (!make) throw new Error(`procedure-cases.ts has no input for ${name}`);
  return contract.onBehalf ? { customer_id: owner.customer.userId, ...make(owner) } : make(owner);
};

/** Procedures that need a mailed token and are refused here for everyone. mail.test.ts and email.test.ts cover their success. */
export const needMail = [
  ...['account.confirmPasswordReset', 'account.acceptInvitation', 'account.verifyEmail', 'account.undoEmailChange'],
];

/** Procedures that are refused here even for their intended caller, with the status. */
export const refused: Record<string, number> = {
  'privacy.cancelErasure': 404,
  'customer.invite': 409,
  'webhook.replay': 400,
};

/** The body of a request: a form for an input with a file, else JSON. */
const bodyOf = (input: Record<string, unknown>): { form: FormData } | { json: unknown } => {
  if (!Object.values(input).some((value) => value instanceof Blob)) return { json: input };
  const form = new FormData();
  for (const [field, value] of Object.entries(input)) form.append(field, value instanceof Blob ? value : String(value));
  return { form };
};

/** Calls a procedure at its REST route. */
const callRest = (client: Client, { contract }: Procedure, input: Record<string, unknown>, headers = {}) => {
  const { method, path } = contract.rest;
  const hasBody = method !== 'GET' && method !== 'DELETE';
  const body = Object.fromEntries(Object.entries(input).filter(([field]) => !path.includes(`{${field}}`)));
  const place = path.replaceAll(/\{(\w+)\}/g, (_, field: string) => String(input[field] ?? ''));
  return client.send(method, `/api${place}`, { ...(hasBody && bodyOf(body)), headers });
};

/** Calls a procedure over tRPC. */
const callTrpc = (client: Client, { name, type }: Procedure, input: Record<string, unknown>, headers = {}) =>
  type === 'query'
    ? client.send('GET', `/trpc/${name}?input=${encodeURIComponent(JSON.stringify(input))}`, { headers })
    : client.send('POST', `/trpc/${name}`, { ...bodyOf(input), headers });

export const transports = { REST: callRest, tRPC: callTrpc, 'the SDK': callSdk };
