import type { IncomingHttpHeaders } from 'node:http';
import type { Access } from '@doorstep/contracts/contract';
import { AppError } from '@doorstep/contracts/errors';
import type { RequestInfo } from '@doorstep/database/audit';
import type { Database } from '@doorstep/database/database';
import type { Scope } from '@doorstep/database/scope';
import type { Request } from 'express';
import { validate as isUuid } from 'uuid';
import type { AccessTokens } from '../accounts/access-token.ts';
import { currentActor } from '../resources/actor.statements.ts';
import { logCaller } from './request-log.ts';

/** The dependencies of {@link authenticate}. */
export type CallerDependencies = { database: Database; accessTokens: AccessTokens };

/** The token of an `Authorization: Bearer` header (RFC 6750 section 2.1). */
const bearerToken = (headers: IncomingHttpHeaders): string => {
  const token = /^Bearer +([^\s]+)\s*$/i.exec(headers.authorization ?? '')?.[1];
  if (token) return token;
  throw new AppError(headers.authorization === undefined ? 'not_authenticated' : 'token_invalid', {
    detail: { key: 'send_token' },
  });
};

/** Reads the tenant id from `X-Tenant-ID`. Node joins repeated headers with a comma, so they fail the UUID check. */
const tenantIdOf = (headers: IncomingHttpHeaders): string => {
  const header = headers['x-tenant-id'];
  if (header === undefined || header === '') {
    throw new AppError('tenant_required', { detail: { key: 'send_tenant' } });
  }
  if (typeof header !== 'string' || !isUuid(header)) throw new AppError('tenant_invalid');
  return header.toLowerCase();
};

/** Throws `tenant_unavailable` or `token_invalid` when the database says that the tenant or session is not live. */
export const assertLive = (scope: Scope): Promise<unknown> => scope.read(currentActor, []);

/**
 * Makes the caller's scope from the token, then the tenant header. Returns null for an operation that is open to anyone.
 *
 * Makes no query unless it refuses the request: the first query of the scope checks that session and tenant are live, and that
 * the caller has the permission.
 * Throws `not_authenticated`, `token_invalid`, `token_expired`, `tenant_required`, `tenant_invalid`, `tenant_mismatch`.
 */
export async function authenticate(
  req: Request,
  access: Exclude<Access, 'anyone'>,
  requestInfo: RequestInfo,
  dependencies: CallerDependencies,
): Promise<Scope>;
export async function authenticate(
  req: Request,
  access: Access,
  requestInfo: RequestInfo,
  dependencies: CallerDependencies,
): Promise<Scope | null>;
export async function authenticate(
  req: Request,
  access: Access,
  requestInfo: RequestInfo,
  { database, accessTokens }: CallerDependencies,
): Promise<Scope | null> {
  const { headers } = req;
  if (access === 'anyone') return null;
  if (access === 'tenant') {
    return database.scope({ tenantId: tenantIdOf(headers), userId: null, sessionId: null }, requestInfo);
  }
  const caller = await accessTokens.verify(bearerToken(headers));
  const { tenantId, userId } = caller;
  logCaller(req, { tenantId, userId });
  const scope = database.scope(caller, requestInfo);
  try {
    if (tenantIdOf(headers) !== tenantId) throw new AppError('tenant_mismatch');
    if (access === 'customer') return scope;
    const { permission } = access;
    const actingAs = { kind: 'staff', id: caller.userId, sessionId: caller.sessionId, permission } as const;
    return database.scope({ tenantId, userId: null, sessionId: null, actingAs }, requestInfo);
  } catch (error) {
    // An ended session is an error of the token, which takes precedence over an error of the tenant header.
    await assertLive(scope);
    if (error instanceof AppError && error.code === 'tenant_mismatch') {
      await scope.write(async () => ({ result: null, count: 'tenant_mismatch' }));
    }
    throw error;
  }
}
