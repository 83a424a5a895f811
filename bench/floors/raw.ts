import { createHash, createHmac, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { createLocalJWKSet, type JWK, jwtVerify, SignJWT } from 'jose';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { type Labelled, label } from './label.ts';
import { type StatementName, statements } from './statements.ts';

/**
 * The hand-written server: node:http and pg, a verified token, and the same statements and answers. With --row-security it
 * pipelines each statement behind the entry of its caller. Without, it runs as a superuser, whom row security does not limit:
 * the base of all ratios.
 */
const { PORT, DATABASE_URL, MEDIA_DIR = '', MEDIA_KEY = '', ISSUER, AUDIENCE } = process.env;
const [signingKey]: (JWK & { kid: string })[] = JSON.parse(
  Buffer.from(process.env.SIGNING_KEYS ?? '', 'base64url').toString(),
);
if (!signingKey) throw new Error('SIGNING_KEYS is missing');
const rowSecurity = process.argv.includes('--row-security');
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 10, pipeline: true });

type Caller = { tenantId: string; userId: string; sessionId: string };
type Values = readonly unknown[];
// biome-ignore lint/suspicious/noExplicitAny: the statement nearby names the columns
type Row = Record<string, any>;

const named = (name: StatementName, values: Values) => ({ name, text: statements[name], values: [...values] });

const enter = ({ tenantId, userId, sessionId }: Partial<Caller>) => ({
  name: 'enter',
  text: 'SELECT enter($1::uuid, $2::uuid, $3::uuid)',
  values: [tenantId, userId ?? null, sessionId ?? null],
});

/** One statement. */
const query = async (caller: Partial<Caller>, name: StatementName, values: Values): Promise<Row[]> => {
  if (!rowSecurity) return (await pool.query(named(name, values))).rows;
  const client = await pool.connect();
  try {
    const [, , result] = await Promise.all([
      client.query('BEGIN READ ONLY'),
      client.query(enter(caller)),
      client.query(named(name, values)),
      client.query('COMMIT'),
    ]);
    return result.rows;
  } finally {
    client.release();
  }
};

/** Several statements in one transaction. */
const transaction = async <T>(
  caller: Partial<Caller>,
  work: (run: (name: StatementName, values: Values) => Promise<Row[]>) => Promise<T>,
): Promise<T> => {
  const client = await pool.connect();
  try {
    await Promise.all([client.query('BEGIN'), ...(rowSecurity ? [client.query(enter(caller))] : [])]);
    const result = await work(async (name, values) => (await client.query(named(name, values))).rows);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
};

const { d: _, ...publicKey } = signingKey;
const keys = createLocalJWKSet({ keys: [publicKey] });
const verified = new Map<string, Caller>();

const callerOf = async ({ headers }: IncomingMessage): Promise<Caller> => {
  const token = headers.authorization?.slice('Bearer '.length) ?? '';
  const known = verified.get(token);
  if (known) return known;
  const { payload } = await jwtVerify(token, keys, { issuer: ISSUER ?? '', audience: AUDIENCE ?? '' });
  const caller = { tenantId: String(payload.tid), userId: String(payload.sub), sessionId: String(payload.sid) };
  if (headers['x-tenant-id'] !== caller.tenantId) throw new Error('Another tenant');
  verified.set(token, caller);
  return caller;
};

const signed = (path: string, expires: string) =>
  createHmac('sha256', Buffer.from(MEDIA_KEY, 'base64url')).update(`${path}\n${expires}`).digest('base64url');

const link = (tenantId: string, userId: string, kind: string, file: string | null): string | null => {
  if (!file) return null;
  const path = `/media/${tenantId}/customers/${userId}/${kind}/${file}`;
  const expires = String((Math.floor(Date.now() / 900_000) + 2) * 900);
  return `${path}?expires=${expires}&signature=${signed(path, expires)}`;
};

const toProfile = (row: Row, { tenantId }: Caller) => ({
  user_id: row.id,
  email: row.email,
  email_verified: row.email_verified_at !== null,
  full_name: row.full_name,
  phone: row.phone,
  profile_picture: link(tenantId, row.id ?? '', 'profile', row.profile_picture ?? null),
  role: row.role,
  erase_at: row.erase_at,
  created_at: row.created_at,
  updated_at: row.updated_at,
  version: row.version,
});

const toAddress = ({ user_id, latitude, longitude, proof_image, ...row }: Row, { tenantId }: Caller) => ({
  ...row,
  formatted: label(row as Labelled),
  location: latitude === null ? null : { latitude, longitude },
  proof_image: link(tenantId, user_id ?? '', 'address', proof_image ?? null),
});

const readBody = async (req: IncomingMessage): Promise<Record<string, string>> => {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString());
};

const auditOf = (caller: Caller, req: IncomingMessage, action: string, id: string, before: unknown, after: unknown) => {
  const salt = randomBytes(16);
  const [old, fresh] = [before && JSON.stringify(before), JSON.stringify(after)];
  const hash = createHash('sha256').update(salt).update(`${old}${fresh}`).digest();
  const { tenantId, userId, sessionId } = caller;
  const agent = req.headers['user-agent'] ?? '';
  const address = req.socket.remoteAddress ?? '';
  return [tenantId, uuidv7(), userId, sessionId, uuidv7(), action, id, hash, salt, address, agent, old ?? null, fresh];
};

const create = async (req: IncomingMessage) => {
  const caller = await callerOf(req);
  const { tenantId, userId } = caller;
  const { label = '', recipient_name, line1, city = '', postal_code = '', country } = await readBody(req);
  if (!recipient_name || !line1 || !country) throw new Error('Not right');
  return transaction(caller, async (run) => {
    const values = [tenantId, userId, uuidv7(), label, recipient_name, line1, city, postal_code, country];
    const [row = {}] = await run('create', values);
    await run('audit', auditOf(caller, req, 'address.created', row.id ?? '', null, row));
    return toAddress(row, caller);
  });
};

const update = async (req: IncomingMessage, id: string) => {
  const caller = await callerOf(req);
  const { tenantId, userId } = caller;
  const { label } = await readBody(req);
  return transaction(caller, async (run) => {
    const [before] = await run('lock', [tenantId, userId, id]);
    if (!before) return null;
    const [row = {}] = await run('label', [tenantId, userId, id, label]);
    await run('audit', auditOf(caller, req, 'address.updated', id, before, row));
    return toAddress(row, caller);
  });
};

const hashOf = (token: string) => createHash('sha256').update(token).digest();

const refresh = async (req: IncomingMessage) => {
  const tenantId = String(req.headers['x-tenant-id']);
  const { refresh_token: token = '' } = await readBody(req);
  const session = await transaction({ tenantId }, async (run) => {
    const [row] = await run('token', [tenantId, hashOf(token)]);
    if (!row) return null;
    const caller = { tenantId, userId: row.user_id ?? '', sessionId: row.session_id ?? '' };
    const next = createHmac('sha256', token)
      .update(row.child_salt ?? '')
      .digest('base64url');
    const childId = uuidv7();
    await run('child', [tenantId, childId, caller.userId, caller.sessionId, hashOf(next), randomBytes(32)]);
    await run('spend', [tenantId, row.id, childId]);
    await run('use', [tenantId, caller.sessionId, req.socket.remoteAddress, req.headers['user-agent'] ?? '']);
    await run('audit', auditOf(caller, req, 'session.refreshed', caller.sessionId, row.last_used_at, new Date()));
    return { ...caller, next, role: row.role };
  });
  if (!session) return null;
  const accessToken = await new SignJWT({ tid: tenantId, sid: session.sessionId, role: session.role })
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: signingKey.kid })
    .setIssuer(ISSUER ?? '')
    .setAudience(AUDIENCE ?? '')
    .setSubject(session.userId)
    .setIssuedAt()
    .setExpirationTime('10m')
    .setJti(crypto.randomUUID())
    .sign(signingKey);
  return { access_token: accessToken, refresh_token: session.next, token_type: 'Bearer', expires_in: 600 };
};

const mediaPattern = /^\/media\/([^/]+)\/customers\/([^/]+)\/(profile)\/([\w-]{22}\.webp)$/;

const sendMedia = async (req: IncomingMessage, res: ServerResponse, { pathname, searchParams }: URL) => {
  const [, tenantId = '', userId = '', kind = '', file = ''] = mediaPattern.exec(pathname) ?? [];
  const expires = searchParams.get('expires') ?? '';
  const right = searchParams.get('signature') === signed(pathname, expires) && Number(expires) > Date.now() / 1000;
  const [row] = right ? await query({ tenantId, userId }, 'media', [tenantId, userId, file]) : [];
  if (!row) return answer(res, null);
  const tag = `"${file}"`;
  res.setHeader('ETag', tag);
  if ([tag, '*'].includes(req.headers['if-none-match'] ?? '')) {
    res.writeHead(304).end();
    return;
  }
  const path = join(MEDIA_DIR, tenantId, 'customers', userId, kind, file);
  const { size } = await stat(path);
  res.writeHead(200, { 'Content-Type': 'image/webp', 'Content-Length': size });
  createReadStream(path).pipe(res);
};

const answer = (res: ServerResponse, body: unknown, status = 200) => {
  const text = JSON.stringify(body ?? { code: 'not_found' });
  res.writeHead(body ? status : 404, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) });
  res.end(text);
};

const addresses = '/api/customer/addresses/';

const handle = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
  const url = new URL(req.url ?? '', 'http://localhost');
  const path = url.pathname;
  if (path === '/health/ready') return answer(res, { status: 'ok' });
  if (path.startsWith('/media/')) return sendMedia(req, res, url);
  if (path === '/api/auth/refresh/') return answer(res, await refresh(req));
  if (req.method === 'POST' && path === addresses) return answer(res, await create(req), 201);
  if (req.method === 'PATCH') return answer(res, await update(req, path.slice(addresses.length, -1)));
  const caller = await callerOf(req);
  const { tenantId, userId } = caller;
  if (path === '/api/customer/profile/') {
    const [row] = await query(caller, 'profile', [tenantId, userId]);
    return answer(res, row && toProfile(row, caller));
  }
  if (path === addresses) {
    const rows = await query(caller, 'list', [tenantId, userId, Number(url.searchParams.get('limit') ?? 50) + 1]);
    return answer(res, { results: rows.map((row) => toAddress(row, caller)), next_cursor: null });
  }
  const [row] = await query(caller, 'get', [tenantId, userId, path.slice(addresses.length, -1)]);
  return answer(res, row && toAddress(row, caller));
};

createServer((req, res) => {
  handle(req, res).catch((error) => {
    // The load generator closes its connections at the end of a run.
    if (req.socket.destroyed) return;
    process.stderr.write(`${error.stack}\n`);
    res.writeHead(500).end();
  });
}).listen(Number(PORT), '127.0.0.1');
