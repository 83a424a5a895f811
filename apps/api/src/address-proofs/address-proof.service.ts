import type { AddressProof, AddressProofDetail, RejectAddressProofInput } from '@doorstep/contracts/address-proof';
import { AppError } from '@doorstep/contracts/errors';
import type { Scope, WriteClient } from '@doorstep/database/scope';
import type { Outbox } from '../mail/outbox.ts';
import type { MailTo } from '../mail/queue-mail.ts';
import type { LinkSigner } from '../media/link-signer.ts';
import { assertStaffActor, orNotFound, requireCustomer } from '../resources/guards.ts';
import { assertVersion, type ExpectedVersion } from '../resources/version.ts';
import type { Dependencies } from '../server/dependencies.ts';
import { tenantSettings } from '../tenants/tenant.service.ts';
import { toAddressProof, toAddressProofDetail } from './address-proof-view.ts';

type Deps = Pick<Dependencies, 'outbox' | 'now'>;
type Decision = { status: 'approved' } | { status: 'rejected'; reason: string; note: string };

const proofOf = (tenantId: string, id: string) => ({
  tenantId,
  id,
  deletedAt: null,
  proofImage: { not: null },
  user: { status: 'active' as const, deletedAt: null },
});

const include = { user: { select: { fullName: true, email: true, emailVerifiedAt: true } } };

/** Whether the tenant has an address with a proof under this id. */
export const addressProofExists = async (scope: Scope, id: string): Promise<boolean> =>
  (await scope.read((db) => db.address.count({ where: proofOf(scope.caller.tenantId, id) }))) > 0;

/** A proof with a link to its image; that it was looked at is written down. Throws `permission_denied`, `not_found`. */
export const getAddressProof = async (scope: Scope, links: LinkSigner, id: string): Promise<AddressProofDetail> => {
  const { tenantId } = requireCustomer(scope);
  const row = await scope.change(async (tx, actor) => {
    assertStaffActor(actor);
    const row = orNotFound(await tx.address.findFirst({ where: proofOf(tenantId, id), include }));
    return { result: row, audit: { action: 'address.proof_viewed', entityId: id, userId: row.userId } };
  });
  return toAddressProofDetail(row, links);
};

/** Approves a proof that waits. Throws `permission_denied`, `not_found`, `conflict`, `precondition_failed`. */
export const approveAddressProof = (
  scope: Scope,
  deps: Deps,
  { id, expected_version }: { id: string } & ExpectedVersion,
): Promise<AddressProof> => decide(scope, deps, { id, expected_version }, { status: 'approved' });

/** Rejects a proof that waits, for a reason that the customer reads. Throws as {@link approveAddressProof}. */
export const rejectAddressProof = (
  scope: Scope,
  deps: Deps,
  { id, expected_version, reason, note }: RejectAddressProofInput & ExpectedVersion,
): Promise<AddressProof> => decide(scope, deps, { id, expected_version }, { status: 'rejected', reason, note });

const decide = async (
  scope: Scope,
  { outbox, now }: Deps,
  { id, expected_version }: { id: string } & ExpectedVersion,
  decision: Decision,
): Promise<AddressProof> => {
  const { tenantId, userId } = requireCustomer(scope);
  const row = await scope.change(async (tx, actor) => {
    assertStaffActor(actor);
    await lockOwner(tx, tenantId, id);
    const before = orNotFound(await tx.address.findFirst({ where: proofOf(tenantId, id), include }));
    if (before.userId === userId) {
      throw new AppError('permission_denied', { detail: { key: 'own_proof' } });
    }
    if (before.proofStatus !== 'pending') {
      const key = before.proofStatus === 'approved' ? 'proof_approved' : 'proof_rejected';
      throw new AppError('conflict', { detail: { key } });
    }
    assertVersion(before.version, expected_version);
    const after = await tx.address.update({
      where: { tenantId_id: { tenantId, id } },
      data: {
        proofStatus: decision.status,
        proofReason: reasonText(decision),
        updatedAt: now(),
        version: { increment: 1 },
      },
      include,
    });
    await tell(tx, outbox, after, decision);
    const action = `address.proof_${decision.status}` as const;
    return { result: after, audit: { action, entityId: id, userId: before.userId, before, after } };
  });
  outbox.wake();
  return toAddressProof(row);
};

/** Every change of an address locks its customer first: of two at once, the second one sees what the first has made. */
const lockOwner = (tx: WriteClient, tenantId: string, addressId: string): Promise<unknown> =>
  tx.$queryRaw`SELECT u.id FROM users u JOIN addresses a ON a.tenant_id = u.tenant_id AND a.user_id = u.id
                WHERE a.tenant_id = ${tenantId}::uuid AND a.id = ${addressId}::uuid FOR UPDATE OF u`;

/** As the customer reads it: the reason's code, and behind a colon the note if there is one. */
const reasonText = (decision: Decision): string | null => {
  if (decision.status === 'approved') return null;
  return decision.note ? `${decision.reason}: ${decision.note}` : decision.reason;
};

type Decided = {
  tenantId: string;
  userId: string;
  label: string;
  line1: string;
  user: Pick<MailTo, 'email' | 'emailVerifiedAt'>;
};

const tell = async (
  tx: WriteClient,
  outbox: Outbox,
  { tenantId, userId, label, line1, user }: Decided,
  { status, ...why }: Decision,
): Promise<void> => {
  if (!(await tenantSettings(tx, tenantId)).mail_proof_decisions) return;
  const data = { address: label || line1, ...why };
  await outbox.queue(tx, { tenantId, id: userId, ...user }, { kind: `proof_${status}`, data });
};
