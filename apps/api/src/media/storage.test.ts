import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { createLocalObjectStore } from './local-object-store.ts';
import { createStorage } from './storage.ts';

const newFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'doorstep-storage-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
};

const diskError = (code: string): Error => Object.assign(new Error(code), { code, syscall: 'write' });
const nothing = async () => {};

// A test cannot make a real disk fail in these ways.
const storageOn = (check: () => Promise<void>) =>
  createStorage({
    objects: { prepare: nothing, check },
    uploads: { open: nothing, check: nothing },
    isFirstStart: async () => true,
    logger: pino({ level: 'silent' }),
  });

describe('The check of the storage', () => {
  test.each([
    ['ENOSPC', 'storage_full'],
    ['EDQUOT', 'storage_full'],
    ['EROFS', 'storage_read_only'],
    ['EACCES', 'storage_read_only'],
    ['ENOENT', 'storage_missing'],
    ['ESTALE', 'storage_missing'],
    ['EIO', 'storage_failing'],
    ['EMFILE', 'storage_failing'],
    ['UNKNOWN', 'storage_failing'],
  ])('reports %s as %s', async (code, key) => {
    const storage = storageOn(() => Promise.reject(diskError(code)));
    await expect(storage.check()).rejects.toMatchObject({ code: 'unavailable', detail: { key }, retryAfter: 10 });
  });

  test('of a disk that does not answer fails in time, and many checks access the disk once', async () => {
    const check = vi.fn(() => new Promise<void>(() => {}));
    const storage = storageOn(check);
    const answers = await Promise.allSettled([storage.check(), storage.check(), storage.check()]);
    const failing = expect.objectContaining({ code: 'unavailable', detail: { key: 'storage_failing' } });
    expect(answers.map((answer) => answer.status === 'rejected' && answer.reason)).toEqual([failing, failing, failing]);
    expect(check).toHaveBeenCalledTimes(1);
  });

  test('treats a disk that has answered before as slow at first, and as failing after ten seconds', async () => {
    vi.useFakeTimers();
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const check = vi.fn(nothing);
    const storage = storageOn(check);
    await storage.check();
    check.mockImplementation(() => new Promise<void>(() => {}));
    await vi.advanceTimersByTimeAsync(1_000);
    const slow = storage.check();
    await vi.advanceTimersByTimeAsync(1_500);
    await expect(slow).resolves.toBeUndefined();
    await vi.advanceTimersByTimeAsync(7_500);
    const failing = storage.check().catch((error) => error);
    await vi.advanceTimersByTimeAsync(1_500);
    expect(await failing).toMatchObject({ code: 'unavailable', detail: { key: 'storage_failing' } });
  });

  test('accesses the disk once for many calls', async () => {
    const check = vi.fn(nothing);
    const storage = storageOn(check);
    await Promise.all([storage.check(), storage.check()]);
    await storage.check();
    expect(check).toHaveBeenCalledTimes(1);
  });
});

describe('The folder of an object store', () => {
  test('is created with a marker at the first start', async () => {
    const root = join(await newFolder(), 'media');
    const objects = createLocalObjectStore(root);
    await objects.prepare(async () => true);
    await objects.check();
    expect((await readdir(root)).sort()).toEqual(['doorstep-media', 'objects', 'unfinished']);
    expect(await readdir(join(root, 'unfinished'))).toEqual([]);
  });

  test.each([
    ['missing', async () => join(await newFolder(), 'media')],
    ['empty', newFolder],
  ])('that is %s at a later start is reported missing and not created', async (_how, rootOf) => {
    const root = await rootOf();
    const before = await readdir(root).catch(() => null);
    const objects = createLocalObjectStore(root);
    const missing = expect.objectContaining({ code: 'unavailable', detail: { key: 'storage_missing' } });
    await expect(objects.prepare(async () => false)).rejects.toEqual(missing);
    await expect(objects.check()).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await readdir(root).catch(() => null)).toEqual(before);
  });

  test('gets a marker if an earlier version created it without one', async () => {
    const root = await newFolder();
    await mkdir(join(root, 'objects'));
    const objects = createLocalObjectStore(root);
    await objects.prepare(async () => false);
    await objects.check();
    expect(await readdir(root)).toContain('doorstep-media');
  });
});
