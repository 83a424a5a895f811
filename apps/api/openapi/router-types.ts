import { join } from 'node:path';
import type { AnyRouter } from '@trpc/server';
import ts from 'typescript';
import { contractOf } from '../src/http/trpc.ts';

const folder = join(import.meta.dirname, '..');
const entry = join(folder, 'openapi', 'router-types.entry.ts');
const source = `
import type { AppRouter } from '../src/router.ts';
import type { trpcError } from '../src/http/trpc.ts';
export type Router = AppRouter;
export type ErrorShape = ReturnType<typeof trpcError>;
`;

/**
 * Makes a module with the type of the router, without imports from the API or zod, so that apps can use it with the tRPC
 * client. `packages/trpc` publishes it.
 */
export const routerTypes = (appRouter: AnyRouter): string => {
  const { checker, typeOf } = readTypes();
  const print = (type: ts.Type, indent: string) => printed(checker, type, indent);
  const router = typeOf('Router');
  const tree: Group = new Map();
  for (const [path, procedure] of Object.entries<AnyRouter['_def']['procedures'][string]>(appRouter._def.procedures)) {
    const names = path.split('.');
    const types = [...names, '_def', '$types'].reduce((type, field) => fieldOf(checker, type, field), router);
    const kind = procedure._def.type === 'query' ? 'TRPCQueryProcedure' : 'TRPCMutationProcedure';
    const { summary } = contractOf(procedure).rest;
    insert(tree, names, (name, indent) => {
      const field = (of: 'input' | 'output') => print(fieldOf(checker, types, of), `${indent}  `);
      return `${indent}/** ${summary}. */
${indent}${name}: ${kind}<{
${indent}  meta: object;
${indent}  input: ${field('input')};
${indent}  output: ${field('output')};
${indent}}>;`;
    });
  }
  const record = printedGroup(tree, '  ');
  return `// Generated from the router of the API. Do not edit. Run \`npm run openapi\` instead.
import type { TRPCBuiltRouter, TRPCMutationProcedure, TRPCQueryProcedure } from '@trpc/server';

/** The shape of an error, with the message of the tRPC client's error and its \`data\`. */
export type ErrorShape = ${print(typeOf('ErrorShape'), '')};

type Procedures = {
${record}
};

/** The router of the API, for \`createTRPCClient<AppRouter>(…)\`. */
export type AppRouter = TRPCBuiltRouter<
  { ctx: object; meta: object; errorShape: ErrorShape; transformer: false },
  Procedures
>;
`;
};

/** Prints a procedure under its name. */
type PrintProcedure = (name: string, indent: string) => string;
/** The procedures and groups of a router by name. */
type Group = Map<string, PrintProcedure | Group>;

const insert = (group: Group, [name = '', ...rest]: string[], procedure: PrintProcedure): void => {
  if (rest.length === 0) {
    group.set(name, procedure);
    return;
  }
  const inner = group.get(name) ?? new Map();
  group.set(name, inner);
  if (inner instanceof Map) insert(inner, rest, procedure);
};

const printedGroup = (group: Group, indent: string): string =>
  [...group]
    .map(([name, part]) =>
      part instanceof Map
        ? `${indent}${name}: {\n${printedGroup(part, `${indent}  `)}\n${indent}};`
        : part(name, indent),
    )
    .join('\n');

const readTypes = () => {
  const { config } = ts.readConfigFile(join(folder, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, folder);
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (path) => path === entry || fileExists(path);
  host.getSourceFile = (path, ...rest) =>
    path === entry ? ts.createSourceFile(path, source, ts.ScriptTarget.ESNext) : getSourceFile(path, ...rest);
  const program = ts.createProgram([entry], options, host);
  const checker = program.getTypeChecker();
  const file = program.getSourceFile(entry);
  const module = file && checker.getSymbolAtLocation(file);
  if (!module) throw new Error('The types of the router cannot be read');
  const exported = checker.getExportsOfModule(module);
  const typeOf = (name: string): ts.Type => {
    const symbol = exported.find((one) => one.name === name);
    if (!symbol) throw new Error(`There is no type ${name}`);
    return checker.getDeclaredTypeOfSymbol(symbol);
  };
  return { checker, typeOf };
};

const fieldOf = (checker: ts.TypeChecker, type: ts.Type, name: string): ts.Type => {
  const symbol = checker.getPropertyOfType(type, name);
  if (!symbol) throw new Error(`The router has no ${name}`);
  return checker.getTypeOfSymbol(symbol);
};

// The type of an uploaded file in the server, which no client can send.
const serverOnly: ReadonlySet<string | undefined> = new Set(['Upload']);
// Types that every platform of a client has.
const named: ReadonlySet<string | undefined> = new Set(['FormData']);

/** Prints a type without the names of aliases. */
const printed = (checker: ts.TypeChecker, type: ts.Type, indent: string): string => {
  const print = (part: ts.Type, at = indent): string => printed(checker, part, at);
  if (named.has(type.symbol?.name)) return type.symbol.name;
  if (type.isUnion()) return printedUnion(type, print);
  if (checker.isArrayType(type) || checker.isTupleType(type)) {
    const parts = checker.getTypeArguments(type as ts.TypeReference).map((part) => print(part));
    return checker.isTupleType(type) ? `[${parts.join(', ')}]` : `Array<${parts[0]}>`;
  }
  const isObject = (type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) !== 0;
  if (!isObject) return checker.typeToString(type, undefined, ts.TypeFormatFlags.NoTruncation);
  const inner = `${indent}  `;
  const index = checker.getIndexInfosOfType(type).map((info) => {
    const value = print(info.type, inner);
    return `${inner}[key: ${print(info.keyType, inner)}]: ${value};`;
  });
  const fields = checker.getPropertiesOfType(type).map((field) => {
    const isOptional = (field.flags & ts.SymbolFlags.Optional) !== 0;
    const value = print(checker.getTypeOfSymbol(field), inner);
    // With exactOptionalPropertyTypes, an optional field must explicitly allow undefined.
    const undefinedToo = isOptional && !/(^|\| )undefined$/.test(value) ? ' | undefined' : '';
    return `${inner}${/^\w+$/.test(field.name) ? field.name : JSON.stringify(field.name)}${isOptional ? '?' : ''}: ${value}${undefinedToo};`;
  });
  const lines = [...index, ...fields];
  return lines.length === 0 ? 'Record<string, never>' : `{\n${lines.join('\n')}\n${indent}}`;
};

const printedUnion = ({ types }: ts.UnionType, print: (type: ts.Type) => string): string => {
  const parts = types.filter(({ symbol }) => !serverOnly.has(symbol?.name)).map((part) => print(part));
  // The type checker represents boolean as the union true | false.
  const isBoolean = parts.includes('true') && parts.includes('false');
  const shown = isBoolean ? [...parts.filter((part) => part !== 'true' && part !== 'false'), 'boolean'] : parts;
  const last = ['null', 'undefined', 'void'];
  return [...new Set(shown)].sort((a, b) => last.indexOf(a) - last.indexOf(b) || (a < b ? -1 : 1)).join(' | ');
};
