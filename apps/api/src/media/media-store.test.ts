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

describe('An exchange whose change fails', () => {
  const filesLeft = async (fault: Error): Promise<number> => {
    const objects = createLocalObjectStore(await newFolder());
    await objects.prepare(async () => true);
    const image = Buffer.from('image');
    const media = createMediaStore(objects, { encode: async () => ({ full: image, medium: image, thumb: image }) });
    const upload = new Upload('unread', image.length, '');
    const failing = media.replaceImage(owner, 'profile_picture', upload, () => Promise.reject(fault));
    await expect(failing).rejects.toBe(fault);
    let left = 0;
    for await (const _object of objects.list()) left += 1;
    return left;
  };

  test.each([
    ['for a reason of its own', new Error('refused'), 0],
    ['as the session has ended', new ScopeError('session_not_live', null), 0],
    ['as the database went away, which may have been after the commit,', new ScopeError('unavailable', null), 3],
  ])('%s leaves so many files of the new image', async (_why, fault, left) => {
    expect(await filesLeft(fault)).toBe(left);
  });
});

describe('A key', () => {
  const key = mediaKey({ ...owner, file: newMediaFile() }, 'thumb');

  test.each(key.split('/').map((_, depth) => [depth]))(
    'whose part %i is a symbolic link opens no file',
    async (depth) => {
      const [root, elsewhere] = [await newFolder(), await newFolder()];
      const link = join(root, ...key.split('/').slice(0, depth + 1));
      await mkdir(dirname(link), { recursive: true });
      await symlink(elsewhere, link);
      await expect(resolveMediaKey(root, key)).rejects.toThrow('symbolic link');
    },
  );

  test('is taken for no link while somebody else makes or removes all of its folders', async () => {
    const objects = join(await newFolder(), 'objects');
    let over = false;
    const changing = async () => {
      while (!over) {
        await mkdir(join(objects, owner.tenantId), { recursive: true });
        await rm(objects, { recursive: true });
      }
    };
    const looking = async () => {
      for (let i = 0; i < 300; i += 1) expect(await resolveMediaKey(objects, key)).toBe(join(objects, key));
    };
    const changed = changing();
    await Promise.all([looking(), looking(), looking()]).finally(() => {
      over = true;
    });
    await changed;
  });
});
