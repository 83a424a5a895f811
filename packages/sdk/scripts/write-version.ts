import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

// Copies the version of package.json to the source, because requests contain it and bundlers may not support JSON imports.
const folder = join(import.meta.dirname, '..');
const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
const file = join(folder, 'src', 'version.ts');
writeFileSync(file, readFileSync(file, 'utf8').replace(/'.*'/, `'${version}'`));
