import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { appRouter } from '../src/router.ts';
import { openApiDocument } from './document.ts';

/** Writes openapi.json beside the package, or prints it with `--print`. */
const text = `${JSON.stringify(openApiDocument(appRouter), null, 2)}\n`;
if (process.argv.includes('--print')) process.stdout.write(text);
else await writeFile(join(import.meta.dirname, '..', 'openapi.json'), text);
