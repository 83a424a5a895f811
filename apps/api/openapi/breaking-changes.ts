import type { Content, Document, Operation, Parameter, Ref, Response } from '@doorstep/contracts/openapi-types';
import { narrowedSchema, readerOf } from './narrowed-schema.ts';

/**
 * Lists the changes between two documents that break clients of the API or the SDK: each is a sentence with operation and field.
 * New operations, optional fields and errors are not breaking, because clients must expect them. The tools on npm refuse OpenAPI
 * 3.1 or need a binary.
 */
export const breakingChanges = (before: Document, after: Document): string[] =>
  operationsOf(before).flatMap(({ name, path, method, operation }) => {
    const now = after.paths[path]?.[method];
    if (!now) return [`${name}: was removed`];
    return [
      ...(now.operationId === operation.operationId ? [] : [`${name}: operationId is now ${now.operationId}`]),
      ...brokenSecurity(name, operation, now),
      ...brokenParameters(name, operation, now, before, after),
      ...brokenBody(name, operation, now, before, after),
      ...brokenAnswers(name, operation, now, before, after),
    ];
  });

const operationsOf = ({ paths }: Document) =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      name: `${method.toUpperCase()} ${path}`,
      path,
      method,
      operation,
    })),
  );

const readers = (before: Document, after: Document) => ({ before: readerOf(before), after: readerOf(after) });

/** Each alternative of credentials that was sufficient must stay sufficient. */
const brokenSecurity = (name: string, was: Operation, is: Operation): string[] => {
  const enough = (given: Record<string, string[]>) =>
    is.security.some((demanded) => Object.keys(demanded).every((scheme) => scheme in given));
  return was.security
    .filter((given) => !enough(given))
    .map((given) => `${name}: ${Object.keys(given).join(' and ') || 'no credentials'} no longer suffice`);
};

const parametersOf = ({ parameters }: Operation, { components }: Document): Map<string, Parameter> =>
  new Map(
    parameters
      .map((parameter) => resolve(parameter, components.parameters))
      .map((parameter) => [`${parameter.in} ${parameter.name}`, parameter]),
  );

const resolve = <Component extends object>(
  value: Component | Ref,
  components: Record<string, Component>,
): Component => {
  if (!('$ref' in value)) return value;
  const found = components[(value as Ref).$ref.split('/').at(-1) ?? ''];
  if (!found) throw new Error(`There is no ${(value as Ref).$ref}`);
  return found;
};

const brokenParameters = (name: string, was: Operation, is: Operation, before: Document, after: Document): string[] => {
  const [old, now] = [parametersOf(was, before), parametersOf(is, after)];
  const added = [...now].filter(([key, { required }]) => required && !old.get(key)?.required);
  return [
    ...added.map(([key]) => `${name} ${key}: is required now`),
    ...[...old].flatMap(([key, parameter]) => {
      const next = now.get(key);
      if (!next) return [`${name} ${key}: was removed`];
      return narrowedSchema('request', `${name} ${key}`, parameter.schema, next.schema, readers(before, after));
    }),
  ];
};

const brokenBody = (name: string, was: Operation, is: Operation, before: Document, after: Document): string[] => {
  const required = is.requestBody?.required && !was.requestBody?.required ? [`${name} body: is required now`] : [];
  const [old, now] = [was.requestBody?.content ?? {}, is.requestBody?.content ?? {}];
  return [...required, ...brokenContent('request', `${name} body`, old, now, before, after)];
};

const brokenAnswers = (name: string, was: Operation, is: Operation, before: Document, after: Document): string[] =>
  Object.entries(was.responses)
    .filter(([status]) => status.startsWith('2'))
    .flatMap(([status, response]) => {
      const answer = is.responses[status];
      if (!answer) return [`${name} ${status}: was removed`];
      const old: Response = resolve(response, before.components.responses);
      const now: Response = resolve(answer, after.components.responses);
      return [
        ...Object.keys(old.headers)
          .filter((header) => !(header in now.headers))
          .map((header) => `${name} ${status} header ${header}: was removed`),
        ...brokenContent('response', `${name} ${status}`, old.content ?? {}, now.content ?? {}, before, after),
      ];
    });

const brokenContent = (
  direction: 'request' | 'response',
  place: string,
  was: Content,
  is: Content,
  before: Document,
  after: Document,
): string[] =>
  Object.entries(was).flatMap(([type, { schema }]) => {
    const now = is[type];
    if (!now) return [`${place}: no longer ${type}`];
    return narrowedSchema(direction, place, schema, now.schema, readers(before, after));
  });
