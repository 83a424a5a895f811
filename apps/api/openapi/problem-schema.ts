import { errorTable } from '@doorstep/contracts/errors';
import type { Schema } from '@doorstep/contracts/openapi-types';
import { allPermissions } from '@doorstep/contracts/permissions';

const text = { type: 'string' };

/** The body of every error (RFC 9457). */
export const problemSchema: Schema = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'code', 'request_id'],
  properties: {
    type: { type: 'string', format: 'uri' },
    title: text,
    status: { type: 'integer' },
    detail: text,
    code: { type: 'string', enum: Object.keys(errorTable) },
    request_id: text,
    duplicate_of: {
      type: 'string',
      format: 'uuid',
      description: 'The id of the existing address. Only present with `duplicate_address`.',
    },
    required_permission: {
      type: 'string',
      enum: allPermissions,
      description: 'The permission that the caller lacks. Only present with `permission_denied`.',
    },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['field', 'code', 'message'],
        properties: { field: text, code: text, message: text },
      },
    },
  },
};
