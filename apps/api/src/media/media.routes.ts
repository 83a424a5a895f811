import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { AppError, fieldFault } from '@doorstep/contracts/errors';
import type { Scope } from '@doorstep/database/scope';
import { ScopeError } from '@doorstep/database/scope-error';
import type { Statement } from '@doorstep/database/statement';
import express, { type Request, type Response } from 'express';
import { authenticate, carriesApiKey } from '../http/authenticate.ts';
import { matchesIfNoneMatch } from '../http/etag.ts';
import { requestInfoOf } from '../http/request-info.ts';
import { refuseOtherMethods } from '../http/rest.ts';
import { orNotFound } from '../resources/guards.ts';
import type { Dependencies } from '../server/dependencies.ts';
import { pictureNamed, proofNamed } from './media.statements.ts';
import { type MediaFile, type MediaKind, type MediaSize, mediaSizes, parseMediaPath } from './media-key.ts';
import { parseRange } from './range.ts';

/** Serves private images to their owners and by signed links, and proofs to the tenant's staff too. */
export const mediaRoutes = (dependencies: Dependencies): express.Router => {
  const routes = express.Router();
  routes.get('/{*path}', async (req, res) => {
    const file = parseMediaPath(pathOf(req));
    if (!file) throw new AppError('not_found');
    await authorize(req, file, dependencies);
    await send(req, res, file, sizeOf(req), dependencies);
  });
  routes.all('/{*path}', refuseOtherMethods(['GET']));
  return routes;
};

// The raw path. A valid path contains nothing to decode, so an encoded one is refused.
const pathOf = ({ originalUrl }: Request): string => originalUrl.split('?', 1)[0] ?? '';

const sizeOf = ({ query: { size } }: Request): MediaSize => {
  if (size === undefined) return 'full';
  const known = mediaSizes.find((name) => name === size);
  if (known) return known;
  throw fieldFault('size', 'invalid_choice', { key: 'one_of', choices: mediaSizes });
};

/** Throws `not_found` unless the request may read the file and a live row still names it. */
const authorize = async (req: Request, file: MediaFile, dependencies: Dependencies): Promise<void> => {
  const { database, links } = dependencies;
  const { expires, signature } = req.query;
  if (links.accepts('media', pathOf(req), expires, signature)) {
    const { tenantId, userId } = file;
    const scope = database.scope({ tenantId, userId, sessionId: null }, requestInfoOf(req));
    if (!(await isNamed(scope, file).catch(falseIfRefused))) throw new AppError('not_found');
    return;
  }
  // With an expired link the token decides. Without either, the answer does not reveal whether the file exists.
  if (req.headers.authorization === undefined) throw new AppError('not_found');
  if (!carriesApiKey(req)) {
    const scope = await authenticate(req, 'customer', requestInfoOf(req), dependencies);
    const { tenantId, userId } = scope.caller;
    if (file.tenantId === tenantId && file.userId === userId) {
      if (!(await isNamed(scope, file))) throw new AppError('not_found');
      return;
    }
  }
  await authorizeReviewer(
    await authenticate(req, { permission: 'proofs:read' }, requestInfoOf(req), dependencies),
    file,
  );
};

const falseIfRefused = (error: unknown): false => {
  if (error instanceof ScopeError && error.reason !== 'unavailable') return false;
  throw error;
};

/** Records the view of another customer's proof. Throws `not_found` where row security does not show it to the caller. */
const authorizeReviewer = async (scope: Scope, { tenantId, userId, file }: MediaFile): Promise<void> => {
  const viewing = scope.write(async (tx) => {
    const [address] = await tx.query(proofNamed, [tenantId, userId, file]);
    const { id } = orNotFound(address);
    return { result: null, audit: { action: 'address.proof_viewed', entityId: id, userId } };
  });
  await viewing.catch((error) => {
    throw error instanceof ScopeError && error.reason === 'permission_missing' ? new AppError('not_found') : error;
  });
};

const isNamedBy: Record<MediaKind, Statement<unknown>> = { profile: pictureNamed, address: proofNamed };

const isNamed = async (scope: Scope, { tenantId, userId, kind, file }: MediaFile): Promise<boolean> =>
  (await scope.read(isNamedBy[kind], [tenantId, userId, file])).length > 0;

const send = async (
  req: Request,
  res: Response,
  file: MediaFile,
  size: MediaSize,
  { media }: Dependencies,
): Promise<void> => {
  // Files are immutable, so name and size identify the bytes.
  const tag = `"${createHash('sha256').update(`${file.file} ${size}`).digest('base64url').slice(0, 22)}"`;
  res
    .set({
      ETag: tag,
      'Accept-Ranges': 'bytes',
      'Content-Disposition': 'inline',
      'Content-Security-Policy': "default-src 'none'; sandbox",
      'Cross-Origin-Resource-Policy': 'same-site',
      'Referrer-Policy': 'no-referrer',
      'Cache-Control': file.kind === 'profile' ? 'private, max-age=300' : 'private, no-cache',
    })
    .vary('Authorization');
  if (matchesIfNoneMatch(req.headers['if-none-match'], tag)) {
    res.status(304).end();
    return;
  }
  const object = await media.open(file, size);
  if (!object) throw new AppError('not_found');
  // RFC 9110 section 14.2 defines ranges for GET alone.
  const range = req.method === 'GET' ? parseRange(req.get('range'), req.get('if-range'), tag, object.size) : null;
  if (range === 'unsatisfiable') {
    res.setHeader('Content-Range', `bytes */${object.size}`);
    throw new AppError('range_not_satisfiable');
  }
  const bytes = req.method === 'HEAD' ? null : await object.read(range ?? undefined);
  res.setHeader('Content-Type', 'image/webp');
  if (range) res.status(206).setHeader('Content-Range', `bytes ${range.start}-${range.end}/${object.size}`);
  res.setHeader('Content-Length', range ? range.end - range.start + 1 : object.size);
  if (!bytes) {
    res.end();
    return;
  }
  // The headers are sent, so neither a lost client nor a disk error can be answered. Both end the response.
  await pipeline(bytes, res).catch(() => res.destroy());
};
