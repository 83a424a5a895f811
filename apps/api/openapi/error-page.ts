import { errorGuides, retryAdvice } from '@doorstep/contracts/error-guide';
import { type ErrorCode, errorTable } from '@doorstep/contracts/errors';
import { en } from '@doorstep/contracts/messages/en';

const codes = Object.keys(errorTable) as ErrorCode[];

/** The Markdown of docs/errors.md: all error codes, by status. */
export const errorPage = (): string => {
  const byStatus = Map.groupBy(codes, (code) => errorTable[code].status);
  const sections = [...byStatus].flatMap(([status, members]) => [`## ${status}`, ...members.map(entryOf)]);
  return `${[intro, ...sections].join('\n\n')}\n`;
};

const intro = `# Errors

Written by \`npm run openapi\` from the error table in \`packages/contracts/src/errors.ts\` and its guide in
\`packages/contracts/src/error-guide.ts\`.

REST answers an error as \`application/problem+json\` (RFC 9457). tRPC has the same \`code\`, \`errors\` and \`request_id\` in
the \`data\` of its error. Programs rely on \`code\`: it never changes its meaning or its status. \`title\`, \`detail\` and the
messages of fields are for people, in the language of \`Accept-Language\`.

\`\`\`json
{
  "type": "https://api.example.com/api/docs#validation_failed",
  "title": "${en.titles.validation_failed}",
  "status": 400,
  "detail": "…",
  "code": "validation_failed",
  "request_id": "…",
  "errors": [{ "field": "postal_code", "code": "postal_code_invalid", "message": "…" }]
}
\`\`\``;

const entryOf = (code: ErrorCode): string => {
  const { cause, remedy, retry } = errorGuides[code];
  return [
    `### \`${code}\``,
    `${en.titles[code]}.`,
    [`- **Cause:** ${cause}`, `- **Remedy:** ${remedy}`, `- **Retry:** ${retryAdvice[retry]}`].join('\n'),
  ].join('\n\n');
};
