import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { appRouter } from '../src/router.ts';
import { openApiDocument } from './document.ts';
import { errorPage } from './error-page.ts';
import { routerTypes } from './router-types.ts';

/**
 * Writes the files that are generated from the contracts: openapi.json, the types of the router and docs/errors.md. With
 * `--print`, it prints the document instead.
 */
const text = `${JSON.stringify(openApiDocument(appRouter), null, 2)}\n`;
if (process.argv.includes('--print')) process.stdout.write(text);
else {
  await writeFile(join(import.meta.dirname, '..', 'openapi.json'), text);
  const types = routerTypes(appRouter);
  const root = join(import.meta.dirname, '..', '..', '..');
  const published = join(root, 'packages', 'trpc');
  // The same content as ESM and as CommonJS, so that each uses the tRPC types of its own module format.
  for (const name of ['index.d.mts', 'index.d.cts']) await writeFile(join(published, name), types);
  await writeFile(join(root, 'docs', 'errors.md'), errorPage());
}
