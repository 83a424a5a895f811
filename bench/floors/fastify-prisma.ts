import { createHash, randomBytes } from 'node:crypto';
import { PrismaClient } from '@doorstep/database/generated/client';
import { PrismaPg } from '@prisma/adapter-pg';
import fastify, { type FastifyRequest } from 'fastify';
import { createLocalJWKSet, type JWK, jwtVerify } from 'jose';
import { v7 as uuidv7 } from 'uuid';
import { label } from './label.ts';

/**
 * A typical alternative: Fastify with schemas for input and output, and Prisma. It verifies the token at each request,
 * isolates by a `where` in each query, and serves no images.
 */
const { PORT, DATABASE_URL, ISSUER, AUDIENCE } = process.env;
const signingKeys: JWK[] = JSON.parse(Buffer.from(process.env.SIGNING_KEYS ?? '', 'base64url').toString());
const keys = createLocalJWKSet({ keys: signingKeys.map(({ d: _, ...publicKey }) => publicKey) });
const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: DATABASE_URL ?? '', max: 10 }) });

type Caller = { tenantId: string; userId: string; sessionId: string };

const callerOf = async ({ headers }: FastifyRequest): Promise<Caller> => {
  const token = headers.authorization?.slice('Bearer '.length) ?? '';
  const { payload } = await jwtVerify(token, keys, { issuer: ISSUER ?? '', audience: AUDIENCE ?? '' });
  if (headers['x-tenant-id'] !== payload.tid) throw new Error('Another tenant');
  return { tenantId: String(payload.tid), userId: String(payload.sub), sessionId: String(payload.sid) };
};

const text = { type: 'string' };
const optional = { type: ['string', 'null'] };
const object = (properties: Record<string, object>, required?: string[]) => ({
  type: 'object',
  properties,
  ...(required && { required }),
});

const profile = object({
  user_id: text,
  email: text,
  email_verified: { type: 'boolean' },
  full_name: text,
  phone: optional,
  profile_picture: optional,
  role: text,
  erase_at: optional,
  created_at: text,
  updated_at: text,
  version: { type: 'integer' },
});

const plain = ['label', 'recipient_name', 'company', 'line1', 'line2', 'line3', 'district', 'city', 'state'];
const more = ['postal_code', 'sorting_code', 'country', 'delivery_instructions', 'proof_status'];
const texts = [...plain, ...more];

const address = object({
  id: text,
  ...Object.fromEntries(texts.map((name) => [name, text])),
  formatted: { type: 'array', items: text },
  phone: optional,
  location: { type: ['object', 'null'], properties: { latitude: { type: 'number' }, longitude: { type: 'number' } } },
  is_default_shipping: { type: 'boolean' },
  is_default_billing: { type: 'boolean' },
  proof_image: optional,
  proof_reason: optional,
  created_at: text,
  updated_at: text,
  deleted_at: optional,
  version: { type: 'integer' },
});

type AddressRow = Awaited<ReturnType<typeof prisma.address.findFirstOrThrow>>;

const toAddress = (row: AddressRow) => {
  const place = {
    recipient_name: row.recipientName,
    company: row.company,
    line1: row.line1,
    line2: row.line2,
    line3: row.line3,
    district: row.district,
    city: row.city,
    state: row.state,
    postal_code: row.postalCode,
    sorting_code: row.sortingCode,
    country: row.country,
  };
  return {
    id: row.id,
    label: row.label,
    ...place,
    formatted: label(place),
    phone: row.phone,
    location: row.latitude === null ? null : { latitude: row.latitude, longitude: row.longitude },
    delivery_instructions: row.deliveryInstructions,
    is_default_shipping: row.isDefaultShipping,
    is_default_billing: row.isDefaultBilling,
    proof_image: row.proofImage,
    proof_status: row.proofStatus,
    proof_reason: row.proofReason,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
    deleted_at: row.deletedAt?.toISOString() ?? null,
    version: row.version,
  };
};

const auditOf = (caller: Caller, req: FastifyRequest, action: string, before: AddressRow | null, after: AddressRow) => {
  const { tenantId, userId, sessionId } = caller;
  const id = uuidv7();
  const salt = new Uint8Array(randomBytes(16));
  const valuesHash = new Uint8Array(
    createHash('sha256').update(salt).update(JSON.stringify({ before, after })).digest(),
  );
  const values = { userId, salt, address: req.ip, agent: req.headers['user-agent'] ?? '' };
  const [old, fresh] = [before && JSON.parse(JSON.stringify(before)), JSON.parse(JSON.stringify(after))];
  return {
    event: {
      ...{ tenantId, id, userId, actor: 'customer', actorId: userId, sessionId, requestId: req.id },
      ...{ action, entityId: after.id, valuesHash },
    },
    values: { tenantId, eventId: id, ...values, ...(old && { before: old }), after: fresh },
  };
};

const app = fastify({ logger: false });

app.get('/health/ready', async () => ({ status: 'ok' }));

app.get('/api/customer/profile/', { schema: { response: { 200: profile } } }, async (req) => {
  const { tenantId, userId } = await callerOf(req);
  const { id, email, emailVerifiedAt, fullName, phone, profilePicture, role, eraseAt, createdAt, updatedAt, version } =
    await prisma.user.findFirstOrThrow({ where: { tenantId, id: userId, deletedAt: null } });
  return {
    ...{ user_id: id, email, email_verified: emailVerifiedAt !== null },
    ...{ full_name: fullName, phone, profile_picture: profilePicture },
    ...{ role, erase_at: eraseAt?.toISOString() ?? null },
    ...{ created_at: createdAt.toISOString(), updated_at: updatedAt.toISOString(), version },
  };
});

const page = object({ results: { type: 'array', items: address }, next_cursor: optional });
const limit = object({ limit: { type: 'integer', default: 50, minimum: 1, maximum: 100 } });

app.get<{ Querystring: { limit: number } }>(
  '/api/customer/addresses/',
  { schema: { querystring: limit, response: { 200: page } } },
  async (req) => {
    const { tenantId, userId } = await callerOf(req);
    const rows = await prisma.address.findMany({
      where: { tenantId, userId, deletedAt: null },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: req.query.limit + 1,
    });
    return { results: rows.map(toAddress), next_cursor: null };
  },
);

app.get<{ Params: { id: string } }>(
  '/api/customer/addresses/:id/',
  { schema: { response: { 200: address } } },
  async (req) => {
    const { tenantId, userId } = await callerOf(req);
    const { id } = req.params;
    return toAddress(await prisma.address.findFirstOrThrow({ where: { tenantId, userId, id, deletedAt: null } }));
  },
);

type NewAddress = { recipient_name: string; line1: string; country: string } & Record<string, string>;

const created = object(Object.fromEntries(texts.map((name) => [name, text])), ['recipient_name', 'line1', 'country']);

app.post<{ Body: NewAddress }>(
  '/api/customer/addresses/',
  { schema: { body: created, response: { 201: address } } },
  async (req, reply) => {
    const caller = await callerOf(req);
    const { tenantId, userId } = caller;
    const {
      label = '',
      recipient_name: recipientName,
      line1,
      city = '',
      postal_code: postalCode = '',
      country,
    } = req.body;
    const row = await prisma.$transaction(async (tx) => {
      const after = await tx.address.create({
        data: { tenantId, userId, label, recipientName, line1, city, postalCode, country },
      });
      const { event, values } = auditOf(caller, req, 'address.created', null, after);
      await tx.auditEvent.create({ data: event });
      await tx.auditValue.create({ data: values });
      return after;
    });
    return reply.status(201).send(toAddress(row));
  },
);

app.patch<{ Params: { id: string }; Body: { label: string } }>(
  '/api/customer/addresses/:id/',
  { schema: { body: object({ label: text }), response: { 200: address } } },
  async (req) => {
    const caller = await callerOf(req);
    const { tenantId, userId } = caller;
    const { id } = req.params;
    const row = await prisma.$transaction(async (tx) => {
      const before = await tx.address.findFirstOrThrow({ where: { tenantId, userId, id, deletedAt: null } });
      const after = await tx.address.update({
        where: { tenantId_id: { tenantId, id } },
        data: { label: req.body.label, version: { increment: 1 } },
      });
      const { event, values } = auditOf(caller, req, 'address.updated', before, after);
      await tx.auditEvent.create({ data: event });
      await tx.auditValue.create({ data: values });
      return after;
    });
    return toAddress(row);
  },
);

await app.listen({ port: Number(PORT), host: '127.0.0.1' });
