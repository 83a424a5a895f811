import { execFile } from 'node:child_process';
import { readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { phonePhoto, png } from '@doorstep/testing/images';
import { repositoryRoot } from '@doorstep/testing/repository-root';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { useServer } from './server-process.ts';

const demo = useServer({ database: 'default', args: ['--demo'] });

test('The walk-through of the README works as written', async () => {
  const readme = await readFile(join(repositoryRoot, 'README.md'), 'utf8');
  const folder = demo.env.DATA_DIR;
  const [, walk = ''] = /```bash\n([\s\S]*?)```/.exec(readme) ?? [];
  await writeFile(join(folder, 'photo.jpg'), await phonePhoto());
  await writeFile(join(folder, 'proof.jpg'), await png());
  for (const name of ['package.json', 'scripts', 'apps', 'packages', 'node_modules', 'pnpm-lock.yaml']) {
    await symlink(join(repositoryRoot, name), join(folder, name));
  }
  const { stdout } = await promisify(execFile)(
    'bash',
    ['-euo', 'pipefail', '-c', walk.replace('http://localhost:4000', demo.server.url)],
    {
      cwd: folder,
      env: { ...process.env, DATABASE_URL: '', NODE_ENV: 'development', ...demo.env },
    },
  );
  expect(stdout.split('\n').filter(Boolean)).toEqual([
    'ada@example.com',
    '+4915112345678',
    expect.stringMatching(/^image\/webp \d+ bytes$/),
    expect.stringMatching(/^image\/webp \d+ bytes$/),
    '[ "12 St James\'s Square, proof pending" ]',
    'Home',
    '204',
    '0',
    'Home',
    '1',
    'Ada Lovelace',
    'Ring twice.',
    'ERP',
    'pending',
    'blocked',
    "[ 'Grace Hopper is blocked', 'Ada Lovelace is active' ]",
    'address.created',
    'enabled',
  ]);
  const { width, height, exif } = await sharp(join(folder, 'picture.webp')).metadata();
  expect({ width, height, exif }).toEqual({ width: 480, height: 640, exif: undefined });
});

test('The commands that a start prints work as printed', async () => {
  const commands = demo.server.output().match(/curl -s .*/g) ?? [];
  const run = async (command = '') => JSON.parse((await promisify(execFile)('bash', ['-c', command])).stdout);
  expect((await run(commands[0])).user.email).toBe('demo@example.com');
  expect((await run(commands[1])).email).toBe('demo@example.com');
  const [, docs = ''] = /Reference {2}(\S+)/.exec(demo.server.output()) ?? [];
  expect((await fetch(docs)).status).toBe(200);
});
