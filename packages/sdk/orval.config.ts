import { readFile, writeFile } from 'node:fs/promises';
import { defineConfig, type Options } from 'orval';

/**
 * How `src/generated` is made from the API's document. `npm run sdk:generate` runs it; the suite `generated` fails where
 * what is committed differs.
 */
export const generation = {
  input: '../../apps/api/openapi.json',
  output: {
    target: './src/generated/operations.ts',
    mode: 'single',
    client: (clients) => {
      const calls = clients['axios-functions'];
      return {
        ...calls,
        // Orval puts path parameters into the path as they are for this client: an id with a slash would name another route.
        client: async (operation, options, ...rest) => {
          const route = encodeParameters(options.route);
          const made = await calls.client(operation, { ...options, route }, ...rest);
          // What the call may be refused with: one type for each status.
          const { operationName, response } = operation;
          const name = `${operationName.charAt(0).toUpperCase()}${operationName.slice(1)}Error`;
          const errors = `/** What \`${operationName}\` may be refused with. */\nexport type ${name} = ${response.definition.errors};\n\n`;
          return { ...made, implementation: `${made.implementation}${errors}` };
        },
        // Else a type for the result of each call, which ReturnType says as well.
        footer: () => '',
      };
    },
    override: {
      mutator: { path: './src/request.ts', name: 'request', extension: '.ts' },
      enumGenerationType: 'union',
      useTypeOverInterfaces: true,
      header: () => ['Made by orval from apps/api/openapi.json. Do not edit: `npm run sdk:generate` writes it anew.'],
      // Patterns and limits are the server's to judge; in an editor's hint they would only be in the way.
      jsDoc: {
        filter: ({ description }) => (typeof description === 'string' ? [{ key: 'remarks', value: description }] : []),
      },
    },
  },
  hooks: {
    // Called with the paths of what was written.
    afterAllFilesWrite: async (paths: unknown) => {
      for (const path of paths as string[]) await writeFile(path, takeUndefined(await readFile(path, 'utf8')));
    },
  },
} satisfies Options;

export default defineConfig({ doorstep: generation });

const encodeParameters = (route: string): string =>
  route.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => `\${encodeURIComponent(${name})}`);

/**
 * Lets optional fields of inputs be `undefined`, as a project with `exactOptionalPropertyTypes` has them. Orval writes a field a
 * line.
 */
const takeUndefined = (code: string): string =>
  code.replaceAll(/^export type \w+(?:Params|Body(?:One|Two)?) = \{$[^}]*^\};$/gm, (type) =>
    type.replaceAll(/^( *\w+\?: .*);$/gm, '$1 | undefined;'),
  );
