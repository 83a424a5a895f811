import { AppError } from '@doorstep/contracts/errors';
import type { Prisma } from '@doorstep/database/generated/client';
import type { ReadClient, Scope } from '@doorstep/database/scope';
import { lockCallerUser } from '../accounts/user-lock.ts';
import { restorableSince } from '../addresses/address-restore.service.ts';
import { toAddress } from '../addresses/address-view.ts';
import type { MediaFile } from '../media/media-key.ts';
import { toProfile } from '../profile/profile.service.ts';
import { orNotFound, requireCustomer } from '../resources/guards.ts';
import type { Dependencies } from '../server/dependencies.ts';
import { tenantSettings } from '../tenants/tenant.service.ts';

type Deps = Pick<Dependencies, 'links' | 'outbox' | 'now'>;
type Owner = { tenantId: string; userId: string };

const exportsPerDay = 3;
const dayMs = 24 * 60 * 60 * 1000;
const eventsPerPage = 1000;

/** An image of the export, and its name in the archive. */
export type ExportedImage = { name: string; file: MediaFile };

/** All that is kept of a customer, as it was at one moment; nothing of a stranger from whom they took the account over. */
export type DataExport = {
  images: ExportedImage[];
  /** The JSON documents in pieces; a document names those images that are in the archive, and no others. */
  documents(present: ReadonlySet<string>): { name: string; content: Iterable<Buffer> }[];
};

/**
 * Counts an export, has a mail tell of it, and reads the caller's data in one snapshot. No transaction is open when it
 * answers. Throws `rate_limited` for a fourth within 24 hours.
 */
export const exportData = async (scope: Scope, deps: Deps): Promise<DataExport> => {
  await countExport(scope, deps);
  deps.outbox.wake();
  const { tenantId, userId } = requireCustomer(scope);
  const owner = { tenantId, userId };
  const { user, addresses, sessions, activity } = await scope.snapshot(async (db) => ({
    user: orNotFound(await db.user.findFirst({ where: { tenantId, id: userId } })),
    addresses: await readAddresses(db, owner, deps.now()),
    sessions: await db.session.findMany({ where: { ...owner, deletedAt: null }, orderBy: { createdAt: 'asc' } }),
    activity: await readActivity(db, owner),
  }));
  const pictures = user.profilePicture
    ? [{ name: 'images/profile.webp', file: { ...owner, kind: 'profile' as const, file: user.profilePicture } }]
    : [];
  const proofs = addresses.flatMap(({ id, proofImage: file }) =>
    file ? [{ name: proofName(id), file: { ...owner, kind: 'address' as const, file } }] : [],
  );
  return {
    images: [...pictures, ...proofs],
    documents: (present) => {
      const named = (name: string) => (present.has(name) ? name : null);
      return [
        document('profile.json', {
          ...toProfile(user, deps.links),
          profile_picture: named('images/profile.webp'),
        }),
        document(
          'addresses.json',
          addresses.map((row) => ({ ...toAddress(row, deps.links), proof_image: named(proofName(row.id)) })),
        ),
        document('sessions.json', sessions.map(toExportedSession)),
        { name: 'activity.json', content: activity },
      ];
    },
  };
};

const proofName = (addressId: string): string => `images/addresses/${addressId}.webp`;

const document = (name: string, value: unknown) => ({ name, content: [Buffer.from(JSON.stringify(value, null, 2))] });

/** Counted by the trail itself, which a restart does not forget; the lock lets no two count the same. */
const countExport = (scope: Scope, { outbox, ...deps }: Deps): Promise<void> =>
  scope.change(async (tx) => {
    const { tenantId, userId } = requireCustomer(scope);
    const user = await lockCallerUser(tx, scope);
    const now = deps.now();
    const since = new Date(now.getTime() - dayMs);
    const recent = await tx.auditEvent.findMany({
      where: { tenantId, userId, action: 'user.exported', createdAt: { gt: since } },
      orderBy: { createdAt: 'desc' },
      take: exportsPerDay,
    });
    const oldest = recent[exportsPerDay - 1];
    if (oldest) {
      const retryAfter = Math.ceil((oldest.createdAt.getTime() - since.getTime()) / 1000);
      throw new AppError('rate_limited', { detail: { key: 'exports_at_most', max: exportsPerDay }, retryAfter });
    }
    const { agent: device, address } = scope.requestInfo;
    const data = { device, address, at: now.toISOString() };
    await outbox.queue(tx, user, { kind: 'data_exported', data });
    return { result: undefined, audit: { action: 'user.exported', entityId: userId } };
  });

/** Deleted ones too, as long as they can be restored. */
const readAddresses = async (db: ReadClient, owner: Owner, now: Date) => {
  const since = restorableSince(await tenantSettings(db, owner.tenantId), now);
  const where = { ...owner, OR: [{ deletedAt: null }, { deletedAt: { gt: since } }] };
  return db.address.findMany({ where, orderBy: { createdAt: 'asc' } });
};

const toExportedSession = (row: Prisma.SessionGetPayload<object>) => ({
  id: row.id,
  device: row.agent,
  address: row.address,
  created_at: row.createdAt.toISOString(),
  last_used_at: row.lastUsedAt.toISOString(),
  expires_at: row.expiresAt.toISOString(),
  revoked_at: row.revokedAt?.toISOString() ?? null,
});

/** The caller's part of the audit trail as a JSON array, oldest first: kept as text, for it can be long. */
const readActivity = async (db: ReadClient, owner: Owner): Promise<Buffer[]> => {
  const { tenantId, userId } = owner;
  const [from] = await db.$queryRaw<{ id: string }[]>`SELECT history_start(${tenantId}::uuid, ${userId}::uuid) AS id`;
  const pages: Buffer[] = [];
  for (let after: string | undefined; ; ) {
    const events = await db.auditEvent.findMany({
      where: { ...owner, id: after ? { gt: after } : { gte: orNotFound(from).id } },
      include: { values: true },
      orderBy: { id: 'asc' },
      take: eventsPerPage,
    });
    const lines = events.map((event) => JSON.stringify(toActivity(event)));
    if (lines.length > 0) pages.push(Buffer.from(`${after ? ',\n' : ''}${lines.join(',\n')}`));
    if (events.length < eventsPerPage) return [Buffer.from('[\n'), ...pages, Buffer.from('\n]\n')];
    after = events.at(-1)?.id;
  }
};

const toActivity = ({
  actorId,
  userId,
  values,
  ...event
}: Prisma.AuditEventGetPayload<{ include: { values: true } }>) => ({
  action: event.action,
  at: event.createdAt.toISOString(),
  by: event.actor,
  entity_id: event.entityId,
  request_id: event.requestId,
  // From where others acted, such as the shop's staff, is their data.
  ...(actorId === userId && { session_id: event.sessionId, address: values?.address, device: values?.agent }),
  before: values?.before ?? null,
  after: values?.after ?? null,
});
