import { openapi } from '@doorstep/testing/documented';
import type { FlakyProxy, ProxiedRequest } from '@doorstep/testing/flaky-proxy';
import { afterEach } from 'vitest';

export type Operation = (typeof openapi.paths)[string][string];

/** A request of a suite with its operation in the document. */
export type Asked = { operation: Operation; headers: ProxiedRequest['headers'] };

/** All operations of the document. */
export const operations: Operation[] = Object.values(openapi.paths).flatMap((path) => Object.values(path));

const patterns = Object.entries(openapi.paths).map(([path, byMethod]) => ({
  pattern: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`),
  byMethod,
}));

const operationOf = ({ method, path }: ProxiedRequest): Operation | undefined => {
  const bare = path.split('?', 1)[0] ?? '';
  return patterns.find(({ pattern }) => pattern.test(bare))?.byMethod[method.toLowerCase()];
};

/** Collects the documented operations that the tests of a suite call through a proxy. */
export const useAskedOperations = (proxy: FlakyProxy): Asked[] => {
  const asked: Asked[] = [];
  afterEach(() => {
    for (const request of proxy.requests) {
      const operation = operationOf(request);
      if (operation) asked.push({ operation, headers: request.headers });
    }
  });
  return asked;
};

/** Returns those of the given operations that no test has called, sorted. */
export const notAsked = (asked: Asked[], expected: Operation[]): string[] => {
  const called = new Set(asked.map(({ operation: { operationId } }) => operationId));
  return expected
    .map(({ operationId }) => operationId)
    .filter((id) => !called.has(id))
    .sort();
};

/** Whether the document takes an `Idempotency-Key` for an operation. */
export const isIdempotent = ({ parameters }: Operation): boolean =>
  JSON.stringify(parameters).includes('IdempotencyKey');

/** Whether an API key may call an operation. */
export const isForKeys = ({ security }: Operation): boolean => security.some((scheme) => 'apiKey' in scheme);
