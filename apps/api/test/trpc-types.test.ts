import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { form, png } from '@doorstep/testing/images';
import { createTRPCClient, httpBatchLink } from '@trpc/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { routerTypes } from '../openapi/router-types.ts';
import { type AppRouter, appRouter } from '../src/router.ts';
import { useApi } from './harness.ts';

const run = promisify(execFile);
const api = useApi();
const root = join(import.meta.dirname, '..', '..', '..');
const published = join(root, 'packages', 'trpc');
const files = ['index.d.mts', 'index.d.cts'];

test('The published types match the router', async () => {
  const types = routerTypes(appRouter);
  for (const name of files) {
    expect(await readFile(join(published, name), 'utf8'), 'npm run openapi writes them').toBe(types);
  }
});

describe('In an empty project with the published types alone', () => {
  let folder: string;
  let examples: string[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'doorstep-trpc-'));
    const modules = join(folder, 'node_modules');
    await mkdir(join(modules, '@doorstep', 'trpc'), { recursive: true });
    // Copied, so that no module resolves through the workspace.
    for (const name of ['package.json', ...files]) {
      await copyFile(join(published, name), join(modules, '@doorstep', 'trpc', name));
    }
    await symlink(join(root, 'apps', 'api', 'node_modules', '@trpc'), join(modules, '@trpc'));
    const page = await readFile(join(root, 'docs', 'trpc.md'), 'utf8');
    examples = [...page.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = '']) => code);
  });
  afterAll(() => rm(folder, { recursive: true }));

  const compile = async (name: string, code: string, options: object): Promise<string> => {
    await writeFile(join(folder, name), code);
    const compilerOptions = {
      strict: true,
      exactOptionalPropertyTypes: true,
      noEmit: true,
      target: 'es2022',
      types: [],
      // The types of tRPC need a newer library than the target has.
      skipLibCheck: true,
    };
    const config = { compilerOptions: { ...compilerOptions, ...options }, files: [name] };
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config));
    return (await run('tsc', ['-p', folder]).catch((error) => error)).stdout;
  };
  /** Joins the examples into one program, imports first. */
  const program = () => {
    const code = examples.join('\n');
    return [...(code.match(/^import .*$/gm) ?? []), code.replaceAll(/^import .*\n/gm, '')].join('\n');
  };

  test.each([
    ['bundler', 'mts', { module: 'esnext', moduleResolution: 'bundler' }],
    ['nodenext', 'mts', { module: 'nodenext' }],
    ['nodenext', 'cts', { module: 'nodenext' }],
    [
      'a check of libraries',
      'mts',
      { module: 'nodenext', skipLibCheck: false, lib: ['esnext', 'dom', 'dom.iterable'] },
    ],
  ])('a plain tsconfig with %s (%s) compiles, and reports type errors', async (_what, kind, options) => {
    const code = `
import type { AppRouter } from '@doorstep/trpc';
import { createTRPCClient, httpLink, type TRPCClientError } from '@trpc/client';
declare const maybe: string | undefined;
const trpc = createTRPCClient<AppRouter>({ links: [httpLink({ url: '' })] });
export const email = async () => (await trpc.profile.get.query()).email satisfies string;
export const code = (error: TRPCClientError<AppRouter>) => error.data?.code satisfies 'email_taken' | string | undefined;
trpc.address.create.mutate({ recipient_name: 'Ada', line1: '1', country: 'GB', label: maybe });
trpc.address.create.mutate(new FormData());
trpc.profile.update.mutate(new FormData());
// @ts-expect-error it takes no file
trpc.account.login.mutate(new FormData());
// @ts-expect-error it takes no file
trpc.account.logout.mutate(new FormData());
// @ts-expect-error a query has no body
trpc.address.list.query(new FormData());
// @ts-expect-error a file goes in a form
trpc.profile.update.mutate({ profile_picture: new Blob() });
// @ts-expect-error a country is missing
trpc.address.create.mutate({ recipient_name: 'Ada', line1: '1' });
`;
    expect(await compile(`main.${kind}`, code, options)).toBe('');
  });

  test('the examples of the tRPC page compile and print the documented output', async () => {
    const code = program();
    expect(await compile('page.mts', code, { module: 'nodenext' })).toBe('');
    const here = code
      .replaceAll('https://api.example.com', api.url)
      .replaceAll('018f4e6a-0000-7000-8000-000000000000', await api.newTenant());
    await writeFile(join(folder, 'page.mts'), here);
    const { stdout } = await run(process.execPath, ['page.mts'], { cwd: folder });
    const promised = examples.flatMap((one) => [...one.matchAll(/\/\/ → (.*)$/gm)].map(([, line]) => line));
    expect(stdout.trimEnd().split('\n')).toEqual(promised);
  });
});

test('A form that a batch link has emptied is refused, and changes nothing', async () => {
  const customer = await api.newCustomer(await api.newTenant());
  const headers = { Authorization: `Bearer ${customer.accessToken}`, 'X-Tenant-ID': customer.tenantId };
  const trpc = createTRPCClient<AppRouter>({ links: [httpBatchLink({ url: `${api.url}/trpc`, headers })] });
  const lost = form({ field: 'profile_picture', bytes: await png() }, { full_name: 'Ada' });
  await expect(trpc.profile.update.mutate(lost)).rejects.toMatchObject({ data: { code: 'malformed_request' } });
  expect(await trpc.profile.get.query()).toMatchObject({ version: 1 });
  expect(await trpc.profile.update.mutate({ full_name: 'Ada' })).toMatchObject({ full_name: 'Ada' });
});
