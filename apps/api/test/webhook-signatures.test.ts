import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { formatWebhookSecret, signWebhook } from '../src/webhooks/webhook-signature.ts';
import { useApi } from './harness.ts';

// The source of the SDK, so that this suite needs no build.
const sdk = join(dirname(createRequire(import.meta.url).resolve('@doorstep/sdk/package.json')), 'src');
const { verifyWebhook }: typeof import('@doorstep/sdk/webhooks') = await import(join(sdk, 'webhooks', 'index.ts'));

const api = useApi();
const body = JSON.stringify({ id: 'an id', type: 'customer.updated', note: '🏡\r\n' });

test('The SDK accepts what the server signs, with a secret and with the published keys', async () => {
  const { webhookSecret, webhookSigningKey: signingKey } = api.dependencies.secrets;
  const [current, previous] = ['current', 'previous'].map(webhookSecret) as [Buffer, Buffer];
  const timestamp = Math.floor(Date.now() / 1000);
  const headers = signWebhook({ id: 'an-id', timestamp, body }, { secrets: [current, previous], signingKey });
  const jwks = `${api.url}/.well-known/webhook-keys.json`;
  for (const secret of [formatWebhookSecret(current), formatWebhookSecret(previous), { jwks }]) {
    expect(await verifyWebhook(body, headers, secret)).toEqual(JSON.parse(body));
    await expect(verifyWebhook(`${body} `, headers, secret)).rejects.toMatchObject({
      reason: 'no_matching_signature',
    });
  }
});
