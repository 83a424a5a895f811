import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, onTestFinished, test } from 'vitest';
import { throwServerFailure } from './decode-failure.ts';
import { createImageEncoder } from './image.ts';

const writeTemporary = async (bytes: Uint8Array): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'doorstep-image-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, 'image');
  await writeFile(path, bytes);
  return path;
};

const noise = (side: number) =>
  sharp({
    create: {
      width: side,
      height: side,
      channels: 3,
      background: '#000',
      noise: { type: 'gaussian', mean: 128, sigma: 60 },
    },
  });

const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error) => error,
  );

describe('An image that cannot be decoded', () => {
  test.each(['profile', 'address'] as const)(
    'because its file is missing is a server error, for the kind %s',
    async (kind) => {
      const { encode } = createImageEncoder({ concurrency: 1, timeoutSeconds: 60 });
      await expect(encode('/nonexistent/image', kind, 'picture')).rejects.toMatchObject({
        code: 'unavailable',
        retryAfter: expect.any(Number),
        cause: expect.any(Error),
      });
    },
  );

  test('within the time limit is a server error', async () => {
    const path = await writeTemporary(await noise(2000).png().toBuffer());
    const slow = sharp(path).timeout({ seconds: 1 }).blur(100).rotate(33).resize(6000).blur(100).toBuffer();
    const error = await failureOf(slow);
    await expect(throwServerFailure(error, path)).rejects.toMatchObject({ code: 'unavailable', cause: error });
  });

  test.each([
    'vips_image_write_to_memory: out of memory -- size == 102MB',
    'VipsJpeg: Insufficient memory (case 4)',
    'heif: Memory allocation error',
    'unable to open for read\nsystem error: Too many open files',
  ])('because of %j is a server error', async (message) => {
    const path = await writeTemporary(await noise(8).png().toBuffer());
    await expect(throwServerFailure(new Error(message), path)).rejects.toMatchObject({ code: 'unavailable' });
  });

  test.each([
    'VipsJpeg: premature end of JPEG image',
    'heif: Memory allocation error: Security limit exceeded: Number of child boxes',
    'Unknown error',
  ])('because of %j is at fault itself', async (message) => {
    const path = await writeTemporary(await noise(8).png().toBuffer());
    await expect(throwServerFailure(new Error(message), path)).resolves.toBeUndefined();
  });

  test('because it is truncated is at fault itself', async () => {
    const path = await writeTemporary((await noise(300).jpeg().toBuffer()).subarray(0, 9000));
    await expect(
      createImageEncoder({ concurrency: 1, timeoutSeconds: 60 }).encode(path, 'address', 'picture'),
    ).rejects.toMatchObject({
      code: 'validation_failed',
      errors: [expect.objectContaining({ field: 'picture', code: 'image_invalid' })],
    });
  });
});
