import {
  DoorstepClient,
  isDoorstepError,
  type TokenStore,
  type Tokens,
  type UploadProgress,
  type UploadSource,
} from '../src/index.ts';
import { verifyWebhook, type WebhookKeySet } from '../src/webhooks/index.ts';

// Functions that the suite `browser` calls in the page. They are bundled for a browser.

/** A store for tokens that survives a reload. */
const tokenStore: TokenStore = {
  get: () => JSON.parse(localStorage.getItem('tokens') ?? 'null') as Tokens | null,
  set: (tokens) => localStorage.setItem('tokens', JSON.stringify(tokens)),
  clear: () => localStorage.removeItem('tokens'),
};

const open = (baseUrl: string, tenantId: string) => new DoorstepClient({ baseUrl, tenantId, tokenStore });

// The types of a page that are used here, because the suite is compiled for Node.
declare class Image {
  src: string;
  width: number;
  decode(): Promise<void>;
}

/** Loads a file from the server of the page. */
const fetched = async (path: string): Promise<ArrayBuffer> => (await fetch(path)).arrayBuffer();

const address = { recipient_name: 'Ada', line1: 'Main 1', city: 'Berlin', postal_code: '10117', country: 'DE' };

type UploadKind = 'File' | 'ArrayBuffer' | 'ReadableStream' | 'Response' | 'iterable';

const scenarios = {
  register: async (url: string, tenantId: string, email: string, password: string) =>
    (await open(url, tenantId).auth.register({ email, password })).email,

  readProfiles: async (url: string, tenantId: string, times: number) => {
    const client = open(url, tenantId);
    return (await Promise.all(Array.from({ length: times }, () => client.profile.get()))).map(({ email }) => email);
  },

  upload: async (url: string, tenantId: string, kind: UploadKind, adapter: 'xhr' | 'fetch') => {
    const client = new DoorstepClient({ baseUrl: url, tenantId, tokenStore, axios: { adapter } });
    const bytes = await fetched('/picture.png');
    const pieces = async function* () {
      yield new Uint8Array(bytes);
    };
    const sources: Record<UploadKind, () => UploadSource> = {
      File: () => new File([new Uint8Array(bytes)], 'me.png'),
      ArrayBuffer: () => bytes,
      ReadableStream: () => new Blob([bytes]).stream(),
      Response: () => new Response(bytes),
      iterable: pieces,
    };
    const events: UploadProgress[] = [];
    const { profile_picture } = await client.profile.update(
      { profile_picture: sources[kind]() },
      // To report progress with fetch, Chromium streams the request, which requires HTTP/2.
      adapter === 'xhr' ? { onUploadProgress: (progress) => events.push(progress) } : {},
    );
    const loaded = await client.media.get(profile_picture ?? '');
    return { events, type: loaded.type, src: client.media.url(profile_picture ?? '', 'thumb') };
  },

  /** Displays an image and returns its width. */
  show: async (src: string) => {
    const image = new Image();
    image.src = src;
    await image.decode();
    return image.width;
  },

  abortUpload: async (url: string, tenantId: string) => {
    const client = open(url, tenantId);
    const controller = new AbortController();
    const proof_image = new Blob([await fetched('/picture.png')]);
    const error = await client.addresses
      .create({ ...address, proof_image }, { signal: controller.signal, onUploadProgress: () => controller.abort() })
      .catch((thrown: unknown) => thrown);
    return {
      code: isDoorstepError(error) ? error.code : 'no failure',
      stored: (await client.addresses.list()).results,
    };
  },

  refused: async (url: string, tenantId: string) => {
    const error = await open(url, tenantId)
      .addresses.create({ ...address, country: 'XX' })
      .catch((thrown: unknown) => thrown);
    return isDoorstepError(error, 'validation_failed')
      ? { fields: Object.keys(error.errors), requestId: error.requestId }
      : null;
  },

  verifyWebhook: async (body: string, headers: Record<string, string>, secret: string, jwks: WebhookKeySet) => {
    const bytes = new TextEncoder().encode(body);
    return [await verifyWebhook(body, headers, secret), await verifyWebhook(bytes, headers, { jwks })];
  },

  unreachable: async (tenantId: string) => {
    const client = new DoorstepClient({ baseUrl: 'http://127.0.0.1:9', tenantId, retries: 0 });
    const error = await client.getTenant().catch((thrown: unknown) => thrown);
    return isDoorstepError(error) ? error.code : 'no failure';
  },
};

export type Scenarios = typeof scenarios;
Object.assign(globalThis, { scenarios });
