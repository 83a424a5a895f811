import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import generate, { noopReporter, withReporter } from 'orval';
import { expect, onTestFinished, test } from 'vitest';
import { generation } from '../orval.config.ts';

const folder = join(import.meta.dirname, '..');

test('The generated calls match the document', async () => {
  const elsewhere = await mkdtemp(join(tmpdir(), 'doorstep-sdk-'));
  onTestFinished(() => rm(elsewhere, { recursive: true }));
  await cp(join(folder, 'src', 'request.ts'), join(elsewhere, 'src', 'request.ts'));
  await withReporter(noopReporter, () => generate({ ...generation, input: join(folder, generation.input) }, elsewhere));
  const names = await readdir(join(folder, 'src', 'generated'));
  expect(names).toEqual(await readdir(join(elsewhere, 'src', 'generated')));
  for (const name of names) {
    const [committed, made] = await Promise.all(
      [folder, elsewhere].map((root) => readFile(join(root, 'src', 'generated', name), 'utf8')),
    );
    expect(made, 'run npm run sdk:generate').toBe(committed);
  }
});
