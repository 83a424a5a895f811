import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Upload } from '@doorstep/contracts/upload';
import { ScopeError } from '@doorstep/database/scope-error';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createLocalObjectStore } from './local-object-store.ts';
import { mediaKey, newMediaFile, resolveMediaKey } from './media-key.ts';
import { createMediaStore } from './media-store.ts';

const newFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'doorstep-media-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
};

const owner = {
  tenantId: '01a00000-0000-7000-8000-000000000000',
  userId: '01a00000-0000-7000-8000-000000000001',
  kind: 'profile' as const,
};

describe('replaceImage', () => {
  const remainingFiles = async (fault: Error): Promise<number> => {
    const objects = createLocalObjectStore(await newFolder());
    await objects.prepare(async () => true);
    const image = Buffer.from('image');
    const media = createMediaStore(objects, { encode: async () => ({ full: image, medium: image, thumb: image }) });
    const upload = new Upload('unread', image.length, '');
    const failing = media.replaceImage(owner, 'profile_picture', upload, () => Promise.reject(fault));
    await expect(failing).rejects.toBe(fault);
    let count = 0;
    for await (const _object of objects.list()) count += 1;
    return count;
  };

  test.each([
    ['deletes the new image if the change fails', new Error('refused'), 0],
    ['deletes the new image if the session has ended', new ScopeError('session_not_live', null), 0],
    ['leaves the new image if the database is lost, possibly after the commit', new ScopeError('unavailable', null), 3],
  ])('%s', async (_case, fault, remaining) => {
    expect(await remainingFiles(fault)).toBe(remaining);
  });
});

describe('A key', () => {
  const key = mediaKey({ ...owner, file: newMediaFile() }, 'thumb');

  test.each(key.split('/').map((_, depth) => [depth]))(
    'that passes through a symbolic link at part %i opens no file',
    async (depth) => {
      const [root, elsewhere] = [await newFolder(), await newFolder()];
      const link = join(root, ...key.split('/').slice(0, depth + 1));
      await mkdir(dirname(link), { recursive: true });
      await symlink(elsewhere, link);
      await expect(resolveMediaKey(root, key)).rejects.toThrow('symbolic link');
    },
  );

  test('is not mistaken for a link while another process creates or deletes its folders', async () => {
    const objects = join(await newFolder(), 'objects');
    let over = false;
    const changeFolders = async () => {
      while (!over) {
        await mkdir(join(objects, owner.tenantId), { recursive: true });
        await rm(objects, { recursive: true });
      }
    };
    const resolveRepeatedly = async () => {
      for (let i = 0; i < 300; i += 1) expect(await resolveMediaKey(objects, key)).toBe(join(objects, key));
    };
    const changes = changeFolders();
    await Promise.all([resolveRepeatedly(), resolveRepeatedly(), resolveRepeatedly()]).finally(() => {
      over = true;
    });
    await changes;
  });
});
