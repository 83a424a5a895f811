import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { appRouter } from '../src/router.ts';
import { openApiDocument } from './document.ts';
import { routerTypes } from './router-types.ts';

/** Writes openapi.json beside the package, and the router's types where they are published; or prints the document with `--print`. */
const text = `${JSON.stringify(openApiDocument(appRouter), null, 2)}\n`;
if (process.argv.includes('--print')) process.stdout.write(text);
else {
  await writeFile(join(import.meta.dirname, '..', 'openapi.json'), text);
  const types = routerTypes(appRouter);
  const published = join(import.meta.dirname, '..', '..', '..', 'packages', 'trpc');
  // The same for both kinds of modules: each then finds the types of tRPC that its own client has.
  for (const name of ['index.d.mts', 'index.d.cts']) await writeFile(join(published, name), types);
}
