import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createUploadFolder } from './upload-folder.ts';

const newRoot = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'doorstep-uploads-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return join(folder, 'uploads');
};

const filesBelow = async (root: string): Promise<string[]> =>
  (await readdir(root, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.lock'))
    .map(({ name }) => name);

test('Opening a folder deletes the files of ended processes and no file of a running process', async () => {
  const root = await newRoot();
  const running = createUploadFolder(root);
  await running.open();
  await writeFile(join(running.path, 'under-way'), 'x');
  await mkdir(join(root, 'of-an-ended-process'));
  await writeFile(join(root, 'of-an-ended-process', 'left-behind'), 'x');
  await writeFile(join(root, 'of-an-ended-process.lock'), '');
  await writeFile(join(root, 'of-an-earlier-version'), 'x');
  const starting = createUploadFolder(root);
  await starting.open();
  expect(await filesBelow(root)).toEqual(['under-way']);
  await starting.close();
  await running.close();
  expect(await readdir(root)).toEqual([]);
});

test('A leftover that cannot be deleted does not stop a folder from opening or other leftovers from being deleted', async () => {
  const root = await newRoot();
  // A folder in its place makes this lock file impossible to create.
  await mkdir(join(root, 'a.lock'), { recursive: true });
  await writeFile(join(root, 'b'), 'x');
  const folder = createUploadFolder(root);
  await folder.open();
  await folder.check();
  expect(await filesBelow(root)).toEqual([]);
  await expect(folder.sweep()).rejects.toThrow();
});

test('Folders that are opened at the same time do not delete each other', async () => {
  const root = await newRoot();
  const folders = Array.from({ length: 20 }, () => createUploadFolder(root));
  await Promise.all(
    folders.map(async (folder, index) => {
      await folder.open();
      await writeFile(join(folder.path, String(index)), 'x');
    }),
  );
  expect(await filesBelow(root)).toHaveLength(20);
});

test('The check leaves no file, and fails where the folder cannot be made', async () => {
  const root = await newRoot();
  const folder = createUploadFolder(root);
  await folder.open();
  await folder.check();
  expect(await filesBelow(root)).toEqual([]);
  await rm(root, { recursive: true });
  await writeFile(root, '');
  await expect(folder.check()).rejects.toMatchObject({ code: 'ENOTDIR' });
});
