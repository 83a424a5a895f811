import { execFile } from 'node:child_process';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';

const run = promisify(execFile);
const sdk = join(import.meta.dirname, '..');
const api = join(sdk, '..', '..', 'apps', 'api');
const document = join(api, 'openapi.json');
const tool = (name: string) => join(sdk, 'node_modules', '.bin', name);

describe('The OpenAPI document', () => {
  test('causes no warning of a linter', async () => {
    const args = ['lint', '--config', join(api, 'redocly.yaml'), '--format', 'json', document];
    const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
    const { stdout } = await run(tool('redocly'), args, { env }).catch((error) => error);
    expect(JSON.parse(stdout).problems).toEqual([]);
  });

  test('works with a second generator without warnings, and its output compiles', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'doorstep-second-generator-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    await symlink(join(sdk, 'node_modules'), join(folder, 'node_modules'));
    const made = join(folder, 'made');
    const args = ['--input', document, '--output', made, '--client', '@hey-api/client-axios', '--no-log-file'];
    const { stdout, stderr } = await run(tool('openapi-ts'), args, { cwd: folder });
    expect(`${stdout}${stderr}`).not.toMatch(/warn|⚠|error/i);
    const options = ['--strict', '--noEmit', '--skipLibCheck', '--module', 'esnext', '--moduleResolution', 'bundler'];
    const compiled = await run('tsc', [...options, '--target', 'es2022', join(made, 'index.ts')], {
      cwd: folder,
    }).catch((error) => error);
    expect(compiled.stdout).toBe('');
  });
});
