import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { unzip, zipDirectory } from '../../test/acceptance/zip.ts';
import { type ZipEntry, zip } from './zip.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doorstep-zip-'));
});
afterAll(() => rm(folder, { recursive: true }));

const modifiedAt = new Date('2026-11-28T12:34:56Z');
const archiveOf = (entries: Iterable<ZipEntry>) => zip(entries, { folder, modifiedAt });
const textEntry = (name: string, ...texts: string[]): ZipEntry => ({
  name,
  content: texts.map((text) => Buffer.from(text)),
});

test('An archive has the files with their contents', async () => {
  const entries = [textEntry('a.txt', 'first', ' part'), textEntry('folder/ü.txt'), textEntry('b.txt', 'b')];
  const files = unzip(await buffer(archiveOf(entries)));
  expect([...files].map(([name, bytes]) => [name, bytes.toString()])).toEqual([
    ['a.txt', 'first part'],
    ['folder/ü.txt', ''],
    ['b.txt', 'b'],
  ]);
});

test('An archive can be empty', async () => {
  expect(unzip(await buffer(archiveOf([])))).toEqual(new Map());
});

test('An archive with more than 65 535 files has them all, and leaves no temporary file', async () => {
  const names = Array.from({ length: 70_000 }, (_, index) => `media/${index}.webp`);
  const files = unzip(await buffer(archiveOf(names.map((name) => textEntry(name, name)))));
  expect([...files.keys()]).toEqual(names);
  expect(files.get('media/69999.webp')?.toString()).toBe('media/69999.webp');
  expect(await readdir(folder)).toEqual([]);
});

test('An archive that is not read to its end leaves no temporary file', async () => {
  const names = Array.from({ length: 10_000 }, (_, index) => `${index}`.repeat(20));
  const archive = archiveOf(names.map((name) => textEntry(name)));
  let read = 0;
  let spooled: string[] = [];
  for await (const _ of archive) {
    read += 1;
    if (read < 9000) continue;
    spooled = await readdir(folder);
    break;
  }
  expect(spooled).toHaveLength(1);
  expect(await readdir(folder)).toEqual([]);
});

test('An archive and a file in it can be larger than 4 GB', async () => {
  const part = Buffer.alloc(16 * 1024 * 1024, 'x');
  const parts = 270;
  const entries: ZipEntry[] = [
    {
      name: 'large',
      content: (function* () {
        for (let i = 0; i < parts; i++) yield part;
      })(),
    },
    textEntry('behind', 'small'),
  ];
  let size = 0;
  let end: Uint8Array[] = [];
  for await (const bytes of archiveOf(entries)) {
    size += bytes.length;
    end = bytes.length === part.length ? [] : [...end, bytes];
  }
  const tail = Buffer.concat(end);
  const [large, behind] = zipDirectory(tail, size - tail.length);
  expect(large).toMatchObject({ name: 'large', size: parts * part.length, position: 0 });
  expect(behind).toMatchObject({ name: 'behind', size: 5 });
  expect(behind?.position).toBeGreaterThan(parts * part.length);
});
