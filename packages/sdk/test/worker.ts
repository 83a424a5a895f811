import { DoorstepAdmin } from '../src/admin/index.ts';
import { DoorstepClient, isDoorstepError } from '../src/index.ts';
import { verifyWebhook, type WebhookKeySet, WebhookVerificationError } from '../src/webhooks/index.ts';

// The code that the suite `workers` runs in a Worker. It is bundled like a deployment.

type Asked = { baseUrl: string; tenantId: string; email: string; password: string; apiKey: string };

const answer = async (request: Request): Promise<unknown> => {
  const asked = JSON.parse(request.headers.get('x-asked') ?? '') as Asked;
  const client = new DoorstepClient({ baseUrl: asked.baseUrl, tenantId: asked.tenantId });
  await client.auth.register({ email: asked.email, password: asked.password });
  const picture = await request.arrayBuffer();
  const pieces = async function* () {
    yield new Uint8Array(picture);
  };
  const sources = {
    ArrayBuffer: picture,
    ReadableStream: new Blob([picture]).stream(),
    Response: new Response(picture),
    AsyncIterable: pieces(),
  };
  const uploaded: Record<string, string> = {};
  for (const [name, profile_picture] of Object.entries(sources)) {
    const profile = await client.profile.update({ profile_picture });
    uploaded[name] = (await client.media.get(profile.profile_picture ?? '')).type;
  }
  const refused = await client.addresses.get('nothing').catch((error: unknown) => error);
  const admin = new DoorstepAdmin({ baseUrl: asked.baseUrl, apiKey: asked.apiKey });
  const [customer] = (await admin.customers.list({ email: asked.email })).results;
  return {
    foundByKey: customer?.email === asked.email,
    runsOnWorkers: (globalThis as { navigator?: { userAgent?: string } }).navigator?.userAgent,
    hasNodeStreams: 'getBuiltinModule' in ((globalThis as { process?: object }).process ?? {}),
    uploaded,
    refused: isDoorstepError(refused) && refused.code,
  };
};

type Verifiers = { secret: string; otherSecret: string; jwks: WebhookKeySet; url: string };

/** Verifies the webhook that the request is, in each way. */
const verify = async (request: Request): Promise<unknown> => {
  const { secret, otherSecret, jwks, url } = JSON.parse(request.headers.get('x-verifiers') ?? '') as Verifiers;
  const body = await request.arrayBuffer();
  const text = new TextDecoder().decode(body);
  const refused = await verifyWebhook(body, request.headers, otherSecret).catch((error: unknown) => error);
  const events = [
    await verifyWebhook(text, request.headers, secret),
    await verifyWebhook(body, request.headers, { jwks }),
    await verifyWebhook(body, request.headers, { jwks: url }),
  ];
  return { events, refused: refused instanceof WebhookVerificationError && refused.reason };
};

export default {
  fetch: async (request: Request) =>
    Response.json(await (request.headers.has('webhook-id') ? verify(request) : answer(request))),
};
