import { type Contract, permissionOf } from '@doorstep/contracts/contract';
import type { ErrorCode } from '@doorstep/contracts/errors';
import type { RawOperation, Response } from '@doorstep/contracts/openapi-types';
import { z } from 'zod';
import { headers } from './headers.ts';

/** Returns the errors of an operation besides those of every request. They follow from its access and input. */
export const refusalsOf = ({ access, input, rest, precondition, idempotent, errors = [] }: Contract): ErrorCode[] => {
  const hasBody = rest.method !== 'GET' && rest.method !== 'DELETE';
  // An invalid value in the path answers `not_found` instead of `validation_failed`.
  const hasFields = Object.keys(input.shape).some((field) => !rest.path.includes(`{${field}}`));
  return [
    ...(access === 'anyone' ? [] : (['tenant_required', 'tenant_invalid', 'tenant_unavailable'] as const)),
    ...(typeof access === 'object'
      ? ([
          'permission_denied',
          'key_invalid',
          'key_expired',
          'key_revoked',
          'network_not_allowed',
          'rate_limited',
        ] as const)
      : []),
    ...(access === 'customer' || typeof access === 'object'
      ? (['not_authenticated', 'token_invalid', 'token_expired', 'tenant_mismatch'] as const)
      : []),
    ...(hasBody ? (['unsupported_media_type', 'payload_too_large'] as const) : []),
    ...(hasFields ? (['validation_failed'] as const) : []),
    ...(rest.path.includes('{') ? (['not_found'] as const) : []),
    ...(precondition ? (['precondition_failed'] as const) : []),
    ...(idempotent ? (['idempotency_in_progress', 'idempotency_key_reused', 'rate_limited'] as const) : []),
    ...errors,
  ];
};

/** Returns the successful answers of an operation with their headers. */
export const successResponses = (operation: RawOperation, contract: Contract): Record<string, Response> => {
  const { status, method, summary } = contract.rest;
  const content = operation.responses['200']?.content;
  const empty = contract.output instanceof z.ZodVoid;
  const open = contract.access === 'anyone' ? (['SharedCaching', 'Vary'] as const) : (['NoStore'] as const);
  const tagged = contract.versioned ? (['Revalidated', 'ETag'] as const) : open;
  const created = (status === 201 || status === 202) && contract.versioned ? (['Location'] as const) : [];
  const repeated = contract.idempotent ? (['IdempotencyReplayed'] as const) : [];
  const warned = contract.output instanceof z.ZodObject && 'warnings' in contract.output.shape;
  const texts = contract.localized || warned ? (['TextLanguage'] as const) : [];
  const limited =
    typeof contract.access === 'object' && !contract.access.onlyStaff
      ? (['RateLimitPolicy', 'RateLimit'] as const)
      : [];
  const names = [...tagged, ...limited, ...created, ...repeated, ...texts];
  return {
    [status]: { description: summary, headers: headers(...names), ...(content && !empty && { content }) },
    ...(contract.rest.creates && {
      201: { description: 'The resource was created', headers: headers(...names), ...(content && { content }) },
    }),
    ...(contract.versioned &&
      method === 'GET' && { 304: { description: 'The resource has not changed', headers: headers(...tagged) } }),
  };
};

/** Returns the description of an operation, which names the permission that it requires. */
export const descriptionOf = (contract: Contract): string | undefined => {
  const permission = permissionOf(contract);
  const required = permission && `Requires the permission \`${permission}\`.`;
  return [contract.rest.description, required].filter(Boolean).join(' ') || undefined;
};

/** Returns the ways of authentication that an operation accepts. */
export const securitiesOf = ({ access }: Contract): Record<string, string[]>[] => {
  if (access === 'anyone') return [{}];
  if (access === 'tenant') return [{ tenant: [] }];
  const byToken = { token: [], tenant: [] };
  return access === 'customer' || access.onlyStaff ? [byToken] : [byToken, { apiKey: [] }];
};
