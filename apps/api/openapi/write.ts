import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { appRouter } from '../src/router.ts';
import { openApiDocument } from './document.ts';
import { errorPage } from './error-page.ts';
import { routerTypes } from './router-types.ts';

/**
 * Writes what is made from the contracts: openapi.json beside the package, the router's types where they are published, and
 * docs/errors.md. With `--print` it prints the document instead.
 */
const text = `${JSON.stringify(openApiDocument(appRouter), null, 2)}\n`;
if (process.argv.includes('--print')) process.stdout.write(text);
else {
  await writeFile(join(import.meta.dirname, '..', 'openapi.json'), text);
  const types = routerTypes(appRouter);
  const root = join(import.meta.dirname, '..', '..', '..');
  const published = join(root, 'packages', 'trpc');
  // The same for both kinds of modules: each then finds the types of tRPC that its own client has.
  for (const name of ['index.d.mts', 'index.d.cts']) await writeFile(join(published, name), types);
  await writeFile(join(root, 'docs', 'errors.md'), errorPage());
}
