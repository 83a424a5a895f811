import { Readable } from 'node:stream';
import { useOwnApi } from '@doorstep/testing/harness';
import { noise, phonePhoto, png } from '@doorstep/testing/images';
import axios, { type AxiosRequestConfig } from 'axios';
import { describe, expect, test, vi } from 'vitest';
import { DoorstepError } from '../src/doorstep-error.ts';
import type { UploadSource } from '../src/upload-source.ts';
import { address, newCustomer } from './customers.ts';

const api = useOwnApi();

/** A stream of chunks of unknown length. */
const pieces = async function* (bytes: Uint8Array, size = 64 * 1024) {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
};

const large = () => noise(1500, 1500).png().toBuffer();

/** A stream that is not iterable, as in Safari and older browsers. */
const withoutIteration = (stream: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> =>
  Object.assign(stream, { [Symbol.asyncIterator]: undefined, values: undefined });

const sources: [string, (bytes: Buffer<ArrayBuffer>) => UploadSource][] = [
  ['File', (bytes) => new File([bytes], 'photo.jpg', { type: 'image/jpeg' })],
  ['Blob', (bytes) => new Blob([bytes])],
  ['Buffer', (bytes) => bytes],
  ['Uint8Array', (bytes) => new Uint8Array(bytes)],
  ['ArrayBuffer', (bytes) => new Uint8Array(bytes).buffer],
  ['DataView', (bytes) => new DataView(new Uint8Array(bytes).buffer)],
  ['ReadableStream', (bytes) => new Blob([bytes]).stream()],
  ['ReadableStream without iteration', (bytes) => withoutIteration(new Blob([bytes]).stream())],
  ['Response', (bytes) => new Response(bytes)],
  ['AsyncIterable', (bytes) => pieces(bytes, 100)],
  ['Node stream', (bytes) => Readable.from(pieces(bytes, 100))],
];

/** The Axios adapters for Node, for browsers and Workers, and one of an app. */
const adapters: [string, AxiosRequestConfig['adapter']][] = [
  ['http', 'http'],
  ['fetch', 'fetch'],
  ['custom', async (config) => axios.getAdapter('fetch')(config)],
];
const everyWay = adapters.flatMap(([adapterName, adapter]) =>
  sources.map(([sourceName, sourceOf]) => ({ adapterName, adapter, sourceName, sourceOf })),
);

describe('A picture', () => {
  test.each(everyWay)('is uploaded from a $sourceName with the adapter $adapterName', async ({ adapter, sourceOf }) => {
    const { client } = await newCustomer(api, { axios: adapter ? { adapter } : {} });
    const bytes = Buffer.from(new Uint8Array(await phonePhoto()));
    const { profile_picture: link, full_name } = await client.profile.update({
      full_name: 'Ada “Á” Lovelace',
      profile_picture: sourceOf(bytes),
    });
    expect(full_name).toBe('Ada “Á” Lovelace');
    const image = await client.media.get(link ?? '');
    expect([image.type, image.size > 100]).toEqual(['image/webp', true]);
    const thumb = await client.media.get(link ?? '', { size: 'thumb' });
    expect(thumb.size).toBeLessThan(image.size);
    expect((await fetch(client.media.url(link ?? '', 'medium'))).status).toBe(200);
  });

  test('is removed with null, and stays if the field is absent', async () => {
    const { client } = await newCustomer(api);
    await client.profile.update({ profile_picture: await png() });
    expect((await client.profile.update({ full_name: 'Ada' })).profile_picture).toMatch(/^\/media\//);
    expect((await client.profile.update({ profile_picture: null })).profile_picture).toBeNull();
  });
});

describe('A form', () => {
  test('has the same values as JSON', async () => {
    const { client } = await newCustomer(api);
    const input = {
      ...address,
      label: 'Home "1"; filename="x"',
      phone: '+442079460000',
      location: { latitude: 51.5, longitude: -0.13 },
      is_default_shipping: true,
    };
    const { id: _, ...json } = await client.addresses.create(input);
    for (const proof_image of [await png(), pieces(await png())]) {
      const sent = await client.addresses.create({ ...input, proof_image });
      expect(sent).toMatchObject({
        label: json.label,
        phone: json.phone,
        location: json.location,
        is_default_shipping: true,
      });
    }
  });

  test('removes null fields, and leaves absent ones unchanged', async () => {
    const { client } = await newCustomer(api);
    const location = { latitude: 51.5, longitude: -0.13 };
    const { id } = await client.addresses.create({ ...address, label: 'Home', phone: '+442079460000', location });
    const changed = await client.addresses.update(id, { phone: null, location: null, proof_image: await png() });
    expect(changed).toMatchObject({ phone: null, location: null, label: 'Home', proof_status: 'pending' });
  });
});

describe('A value that is not a file', () => {
  const read = new Response('x');
  const text = async function* () {
    yield 'text';
  };
  test.each<[string, () => unknown]>([
    ['a number', () => 5],
    ['an object', () => ({ path: 'photo.jpg' })],
    ['a list of bytes', () => [1, 2, 3]],
    ['a Response without a body', () => new Response(null)],
    ['a Response that has been read', () => read],
    ['a form', () => new FormData()],
    ['a stream of text', text],
  ])('is refused, such as %s', async (_what, sourceOf) => {
    if (!read.bodyUsed) await read.text();
    for (const adapter of ['http', 'fetch']) {
      const { client } = await newCustomer(api, { axios: { adapter } });
      const proof_image = sourceOf() as UploadSource;
      const error = await client.addresses.create({ ...address, proof_image }).catch((thrown) => thrown);
      expect(error).toBeInstanceOf(DoorstepError);
      expect(error).toMatchObject({ code: 'invalid_argument', message: expect.stringContaining('proof_image') });
      expect((await client.addresses.list()).results).toEqual([]);
    }
  });
});

describe('Progress', () => {
  test('is reported to the end, with the total', async () => {
    const { client } = await newCustomer(api);
    const bytes = await large();
    const onUploadProgress = vi.fn();
    await client.addresses.create({ ...address, proof_image: bytes }, { onUploadProgress });
    const events = onUploadProgress.mock.calls.map(([progress]) => progress);
    expect(events.at(-1)?.loaded).toBe(events.at(-1)?.total);
    expect(events.at(-1)?.total).toBeGreaterThan(bytes.length);
  });

  test('of a stream is reported without a total', async () => {
    const { client } = await newCustomer(api);
    const bytes = await large();
    const onUploadProgress = vi.fn();
    await client.addresses.create({ ...address, proof_image: pieces(bytes) }, { onUploadProgress });
    const last = onUploadProgress.mock.calls.at(-1)?.[0];
    expect([last.loaded > bytes.length, last.total]).toEqual([true, undefined]);
  });
});

describe('An aborted upload', () => {
  test.each(['whole', 'stream'])('of a %s stores nothing, and releases its source', async (kind) => {
    const { client } = await newCustomer(api);
    const controller = new AbortController();
    const done = vi.fn();
    const endless = async function* () {
      try {
        for (;;) {
          yield new Uint8Array(16 * 1024);
          await new Promise(setImmediate);
        }
      } finally {
        done();
      }
    };
    const call = client.addresses.create(
      { ...address, proof_image: kind === 'whole' ? await large() : endless() },
      { signal: controller.signal, onUploadProgress: () => controller.abort() },
    );
    await expect(call).rejects.toMatchObject({ code: 'aborted' });
    if (kind === 'stream') await vi.waitUntil(() => done.mock.calls.length === 1, { interval: 1, timeout: 60_000 });
    expect((await client.addresses.list()).results).toEqual([]);
  });

  test('by an error of its source fails with that error', async () => {
    const { client } = await newCustomer(api);
    const broken = async function* () {
      yield new Uint8Array(16);
      throw new Error('The camera was disconnected');
    };
    const error = await client.addresses.create({ ...address, proof_image: broken() }).catch((thrown) => thrown);
    expect(error).toMatchObject({ code: 'client_error', cause: { message: 'The camera was disconnected' } });
  });
});

test('A stream with an expired token refreshes it first, or fails without a second partial upload', async () => {
  const { client } = await newCustomer(api);
  await api.advance(601);
  const bytes = await png();
  await expect(client.profile.update({ profile_picture: pieces(bytes) })).rejects.toMatchObject({
    code: 'token_expired',
  });
  expect((await client.profile.update({ profile_picture: pieces(bytes) })).profile_picture).toMatch(/^\/media\//);
});
