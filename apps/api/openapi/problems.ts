import { type ErrorCode, errorTable } from '@doorstep/contracts/errors';
import { en } from '@doorstep/contracts/messages/en';
import type { Ref, Response } from '@doorstep/contracts/openapi-types';
import { type HeaderName, headers } from './headers.ts';

/** What any request can meet, whatever it asks: some of it before the server knows which path is meant. */
const everywhere: readonly ErrorCode[] = [
  'malformed_request',
  'method_not_allowed',
  'request_timeout',
  'headers_too_large',
  'internal',
  'unavailable',
];

const headersByStatus: Partial<Record<number, HeaderName>> = {
  401: 'Challenge',
  405: 'Allow',
  416: 'FileLength',
  429: 'RetryAfter',
  503: 'RetryAfter',
};

/** The error answers of the document: operations that can answer the same codes under a status share one component. */
export class Problems {
  /** A component for each set of codes that was asked for. */
  readonly components: Record<string, Response> = {};

  /** The answers to these errors and to those that stand everywhere, one for each status. */
  responses(codes: readonly ErrorCode[]): Record<string, Ref> {
    const wanted = new Set([...everywhere, ...codes]);
    // In the order of the table, so that the same codes always make the same name.
    const known = (Object.keys(errorTable) as ErrorCode[]).filter((code) => wanted.has(code));
    const byStatus = Map.groupBy(known, (code) => errorTable[code].status);
    return Object.fromEntries([...byStatus].map(([status, group]) => [status, this.#share(status, group)]));
  }

  #share(status: number, codes: ErrorCode[]): Ref {
    const name = codes.map(pascalCase).join('Or');
    this.components[name] ??= problem(status, codes);
    return { $ref: `#/components/responses/${name}` };
  }
}

const pascalCase = (code: string): string =>
  code.replaceAll(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());

const problem = (status: number, codes: ErrorCode[]): Response => {
  const more = headersByStatus[status];
  return {
    description: codes.map((code) => `\`${code}\`: ${en.titles[code]}`).join('; '),
    headers: headers('NoStore', 'ContentLanguage', 'Vary', ...(more ? [more] : [])),
    content: {
      'application/problem+json': {
        schema: {
          allOf: [
            { $ref: '#/components/schemas/Problem' },
            {
              type: 'object',
              properties: { status: { type: 'integer', const: status }, code: { type: 'string', enum: codes } },
            },
          ],
        },
      },
    },
  };
};
