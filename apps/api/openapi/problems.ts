import { type ErrorCode, errorTable } from '@doorstep/contracts/errors';
import { en } from '@doorstep/contracts/messages/en';
import type { Ref, Response } from '@doorstep/contracts/openapi-types';
import { type HeaderName, headers } from './headers.ts';

/** The errors that every request can get. Some occur before routing. */
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

/** The error answers of the document. Operations with the same codes for a status share a component. */
export class Problems {
  readonly components: Record<string, Response> = {};

  /** Returns an answer for each status of these errors and of the errors of every request. */
  responses(codes: readonly ErrorCode[]): Record<string, Ref> {
    const wanted = new Set([...everywhere, ...codes]);
    // The order of the table makes the name of a component stable.
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
