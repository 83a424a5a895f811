import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

// Puts the version of package.json into the source: requests name it, and no bundler need follow an import of JSON.
const folder = join(import.meta.dirname, '..');
const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
const file = join(folder, 'src', 'version.ts');
writeFileSync(file, readFileSync(file, 'utf8').replace(/'.*'/, `'${version}'`));
