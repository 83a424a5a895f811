import { AppError } from '@doorstep/contracts/errors';
import type { Row } from '@doorstep/database/row';
import type { Scope } from '@doorstep/database/scope';
import type { ResultOf } from '@doorstep/database/statement';
import type { Query } from '@doorstep/database/transaction';
import { userById } from '../accounts/user.statements.ts';
import { lockCaller } from '../accounts/user-lock.ts';
import { withoutStaffFields } from '../activity/activity-view.ts';
import { restorableSince } from '../addresses/address-restore.service.ts';
import { toAddress } from '../addresses/address-view.ts';
import { dayMs } from '../config/durations.ts';
import type { MediaFile } from '../media/media-key.ts';
import { toProfile } from '../profile/profile.service.ts';
import { orNotFound, requireCustomer } from '../resources/guards.ts';
import type { Dependencies } from '../server/dependencies.ts';
import { tenantSettings } from '../tenants/tenant.service.ts';
import { exportedAddresses, exportedSessions, firstEvents, laterEvents, recentExports } from './export.statements.ts';

type Deps = Pick<Dependencies, 'links' | 'outbox' | 'now'>;
type ReadDeps = Pick<Dependencies, 'links' | 'now'>;
type Owner = { tenantId: string; userId: string };

const exportsPerDay = 3;
const eventsPerPage = 1000;

/** An image of the export, and its name in the archive. */
type ExportedImage = { name: string; file: MediaFile };

/** A snapshot of all stored data of a customer. Excludes data of a stranger who used the account before its reclaim. */
export type DataExport = {
  images: ExportedImage[];
  /** Makes the JSON documents in chunks. They name only the images in `present`. */
  documents(present: ReadonlySet<string>): { name: string; content: Iterable<Buffer> }[];
};

/**
 * Counts an export, queues a mail, and reads the caller's data in one snapshot. No transaction is open when it returns.
 * Throws `rate_limited` for the fourth export within 24 hours.
 */
export const exportData = async (scope: Scope, deps: Deps): Promise<DataExport> => {
  await countExport(scope, deps);
  deps.outbox.wake();
  return readExport(scope, deps);
};

/**
 * Reads the data of the customer on whose behalf staff or a key acts. There is no limit and no mail, because the mail warns of
 * someone else at the customer's account. The customer sees the export in the activity.
 */
export const exportDataOnBehalf = async (scope: Scope, deps: ReadDeps): Promise<DataExport> => {
  const { userId } = requireCustomer(scope);
  await scope.write(async () => ({ result: null, audit: { action: 'user.exported', entityId: userId } }));
  return readExport(scope, deps);
};

const readExport = async (scope: Scope, deps: ReadDeps): Promise<DataExport> => {
  const { tenantId, userId } = requireCustomer(scope);
  const owner = { tenantId, userId };
  const [[userRow], addresses, sessions, activity] = await scope.snapshot(({ query }) =>
    Promise.all([
      query(userById, [tenantId, userId]),
      readAddresses(query, owner, deps.now()),
      query(exportedSessions, [tenantId, userId]),
      readActivity(query, owner),
    ]),
  );
  const user = orNotFound(userRow);
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

/** Counts exports in the audit trail, which survives a restart. The lock prevents concurrent exports from exceeding the limit. */
const countExport = (scope: Scope, { outbox, ...deps }: Deps): Promise<void> =>
  scope.write(async (tx) => {
    const { tenantId, userId } = requireCustomer(scope);
    const now = deps.now();
    const since = new Date(now.getTime() - dayMs);
    const [, [user], recent] = await Promise.all([
      lockCaller(tx, scope),
      tx.query(userById, [tenantId, userId]),
      tx.query(recentExports, [tenantId, userId, since, exportsPerDay]),
    ]);
    const oldest = recent[exportsPerDay - 1];
    if (oldest) {
      const retryAfter = Math.ceil((oldest.createdAt.getTime() - since.getTime()) / 1000);
      throw new AppError('rate_limited', { detail: { key: 'exports_at_most', max: exportsPerDay }, retryAfter });
    }
    const { agent: device, address } = scope.requestInfo;
    const data = { device, address, at: now.toISOString() };
    await outbox.queue(tx, orNotFound(user), { kind: 'data_exported', data });
    return { result: undefined, audit: { action: 'user.exported', entityId: userId } };
  });

/** Reads live addresses, and deleted ones that can be restored. */
const readAddresses = async (
  query: Query,
  { tenantId, userId }: Owner,
  now: Date,
): Promise<ResultOf<typeof exportedAddresses>[]> => {
  const since = restorableSince(await tenantSettings(query, tenantId), now);
  return query(exportedAddresses, [tenantId, userId, since]);
};

const toExportedSession = (row: Row<'session'>) => ({
  id: row.id,
  device: row.agent,
  address: row.address,
  created_at: row.createdAt.toISOString(),
  last_used_at: row.lastUsedAt.toISOString(),
  expires_at: row.expiresAt.toISOString(),
  revoked_at: row.revokedAt?.toISOString() ?? null,
});

/** Reads the caller's audit trail as a JSON array, oldest first. Returns text, which takes less memory than objects. */
const readActivity = async (query: Query, { tenantId, userId }: Owner): Promise<Buffer[]> => {
  const parameters = [tenantId, userId, eventsPerPage];
  const pages: Buffer[] = [];
  for (let after: string | undefined; ; ) {
    const events = after ? await query(laterEvents, [...parameters, after]) : await query(firstEvents, parameters);
    const lines = events.map((event) => JSON.stringify(toActivity(event)));
    if (lines.length > 0) pages.push(Buffer.from(`${after ? ',\n' : ''}${lines.join(',\n')}`));
    if (events.length < eventsPerPage) return [Buffer.from('[\n'), ...pages, Buffer.from('\n]\n')];
    after = events.at(-1)?.id;
  }
};

const toActivity = ({ own, address, agent, ...event }: ResultOf<typeof firstEvents>) => ({
  action: event.action,
  at: event.createdAt.toISOString(),
  by: event.actor,
  entity_id: event.entityId,
  request_id: event.requestId,
  // Session, client address and device of other actors, such as staff, are their personal data.
  ...(own && { session_id: event.sessionId, address: address ?? undefined, device: agent ?? undefined }),
  before: withoutStaffFields(event.before),
  after: withoutStaffFields(event.after),
});
