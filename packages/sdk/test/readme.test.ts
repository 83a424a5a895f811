import { join } from 'node:path';
import { useApi } from '@doorstep/testing/harness';
import { repositoryRoot } from '@doorstep/testing/repository-root';
import { expect, test } from 'vitest';
import { newApiKey } from './admin-clients.ts';
import { examplesOf, expectDocumentedOutput, programOf } from './readme-examples.ts';

const api = useApi();

/** Each example after the first in a block of its own: they use the client of the first, and no other name. */
const separately = (examples: string[]): string =>
  programOf(
    examples.map((code, index) => {
      const imports = code.match(/^import .*$/gm) ?? [];
      const rest = code.replaceAll(/^import .*\n/gm, '');
      return index === 0 ? code : [...imports, `{\n${rest}}\n`].join('\n');
    }),
  );

test('The examples of the SDK compile and print the documented output', async () => {
  const examples = await examplesOf(join(import.meta.dirname, '..', 'README.md'));
  expect(examples, 'ten, and one for systems of the tenant').toHaveLength(11);
  const tenantId = await api.newTenant();
  const program = separately(examples)
    .replaceAll('https://api.example.com', api.url)
    .replaceAll('018f4e6a-0000-7000-8000-000000000000', tenantId);
  await expectDocumentedOutput(program, { DOORSTEP_API_KEY: await newApiKey(api, tenantId) });
});

test('The five examples of the README for other systems compile and print the documented output', async () => {
  const examples = await examplesOf(join(repositoryRoot, 'README.md'));
  expect(examples).toHaveLength(5);
  const program = programOf(examples).replaceAll('https://api.example.com', api.url);
  await expectDocumentedOutput(program, { DOORSTEP_API_KEY: await newApiKey(api, await api.newTenant()) });
});
