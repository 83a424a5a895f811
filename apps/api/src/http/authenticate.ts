import type { IncomingHttpHeaders } from 'node:http';
import type { Access } from '@doorstep/contracts/contract';
import { AppError } from '@doorstep/contracts/errors';
import type { RequestInfo } from '@doorstep/database/audit';
import type { Scope } from '@doorstep/database/scope';
import type { TenantActor } from '@doorstep/database/transaction-context';
import type { Request } from 'express';
import { validate as isUuid } from 'uuid';
import { isApiKey, parseApiKey } from '../api-keys/api-key-secret.ts';
import { currentActor } from '../resources/actor.statements.ts';
import type { Dependencies } from '../server/dependencies.ts';
import { logCaller, logKey } from './request-log.ts';

/** The dependencies of {@link authenticate}. */
export type CallerDependencies = Pick<Dependencies, 'database' | 'accessTokens' | 'countKeyRequest' | 'recordKeyUse'>;

/** The token or key of an `Authorization: Bearer` header (RFC 6750 section 2.1), if there is one. */
const tokenOf = ({ authorization = '' }: IncomingHttpHeaders): string | undefined =>
  /^Bearer +([^\s]+)\s*$/i.exec(authorization)?.[1];

/** The token or key of a request. Throws `not_authenticated` or `token_invalid`. */
const bearerToken = ({ headers, headersDistinct, query }: Request): string => {
  const token = tokenOf(headers);
  // Node keeps the first of several Authorization headers, and a proxy may have checked the other one.
  if (token && headersDistinct.authorization?.length === 1) return token;
  if (headers.authorization !== undefined) throw new AppError('token_invalid', { detail: { key: 'send_token' } });
  const inUrl = Object.values(query).some((value) => typeof value === 'string' && isApiKey(value));
  throw new AppError('not_authenticated', { detail: { key: inUrl ? 'key_in_url' : 'send_token' } });
};

/** Whether a request carries an API key instead of a token. */
export const carriesApiKey = ({ headers }: Request): boolean => isApiKey(tokenOf(headers) ?? '');

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

/** A caller whose token or key was read, but not checked in the database. */
type Bearer = {
  tenantId: string;
  /** The tenant that the header names. A key may leave it out. */
  headerTenantId: () => string;
  /** Makes the scope whose first statement checks whether the caller is live, whatever its permissions. */
  anyScope: () => Scope;
  /** The scope for the operation. Throws `permission_denied` for a key where only staff may call. */
  scopeForOperation: () => Scope;
};

/** Who may call an operation that needs a token or a key. */
type BearerAccess = Exclude<Access, 'anyone' | 'tenant'>;

/**
 * Makes the caller's scope from the token or key, then the tenant header. Returns null for an operation that is open to anyone.
 *
 * Makes no query unless it refuses the request: the first query of the scope checks that session or key and tenant are live, and
 * that the caller has the permission.
 * Throws `not_authenticated`, `token_invalid`, `token_expired`, `key_invalid`, `tenant_required`, `tenant_invalid`,
 * `tenant_mismatch`, and `permission_denied` for a key where only a person may call.
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
  dependencies: CallerDependencies,
): Promise<Scope | null> {
  if (access === 'anyone') return null;
  if (access === 'tenant') {
    return dependencies.database.scope(
      { tenantId: tenantIdOf(req.headers), userId: null, sessionId: null },
      requestInfo,
    );
  }
  const token = bearerToken(req);
  const read = isApiKey(token) ? bearerOfKey : bearerOfSession;
  const { tenantId, headerTenantId, anyScope, scopeForOperation } = await read(
    req,
    token,
    access,
    requestInfo,
    dependencies,
  );
  try {
    if (headerTenantId() !== tenantId) throw new AppError('tenant_mismatch');
    return scopeForOperation();
  } catch (error) {
    // An ended session or key is an error of the token, which takes precedence over an error of the tenant header.
    await assertLive(anyScope());
    if (error instanceof AppError && error.code === 'tenant_mismatch') {
      await dependencies.database
        .scope({ tenantId, userId: null, sessionId: null }, requestInfo)
        .write(async () => ({ result: null, count: 'tenant_mismatch' }));
    }
    throw error;
  }
}

const bearerOfSession = async (
  req: Request,
  token: string,
  access: BearerAccess,
  requestInfo: RequestInfo,
  { database, accessTokens }: CallerDependencies,
): Promise<Bearer> => {
  const caller = await accessTokens.verify(token);
  const { tenantId, userId, sessionId } = caller;
  logCaller(req, { tenantId, userId });
  const anyScope = () => database.scope(caller, requestInfo);
  return {
    tenantId,
    headerTenantId: () => tenantIdOf(req.headers),
    anyScope,
    scopeForOperation: () => {
      if (access === 'customer') return anyScope();
      const { permission } = access;
      const actingAs = { kind: 'staff', id: userId, sessionId, permission } as const;
      return database.scope({ tenantId, userId: null, sessionId: null, actingAs }, requestInfo);
    },
  };
};

const bearerOfKey = async (
  req: Request,
  token: string,
  access: BearerAccess,
  requestInfo: RequestInfo,
  { database, countKeyRequest, recordKeyUse }: CallerDependencies,
): Promise<Bearer> => {
  if (access === 'customer') throw new AppError('token_invalid', { detail: { key: 'key_for_customer' } });
  const { res } = req;
  if (!res) throw new Error('The request has no response');
  const key = parseApiKey(token);
  if (!key) throw new AppError('key_invalid');
  const { tenantId, id, secretHash } = key;
  logKey(req, { tenantId, keyId: id });
  const actor: TenantActor = { kind: 'key', id, secretHash, address: requestInfo.address, permission: null };
  const scopeWith = (permission: string | null): Scope =>
    database.scope({ tenantId, userId: null, sessionId: null, actingAs: { ...actor, permission } }, requestInfo);
  const anyScope = () => scopeWith(null);
  await countKeyRequest(key, anyScope, res);
  recordKeyUse(key, requestInfo.address, req.get('doorstep-version'));
  return {
    tenantId,
    headerTenantId: () => (req.headers['x-tenant-id'] ? tenantIdOf(req.headers) : tenantId),
    anyScope,
    scopeForOperation: () => {
      if (access.onlyStaff) throw new AppError('permission_denied', { detail: { key: 'only_staff' } });
      return scopeWith(access.permission);
    },
  };
};
