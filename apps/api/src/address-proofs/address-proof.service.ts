import type { AddressProof, AddressProofDetail, RejectAddressProofInput } from '@doorstep/contracts/address-proof';
import { AppError } from '@doorstep/contracts/errors';
import type { Scope } from '@doorstep/database/scope';
import type { Transaction } from '@doorstep/database/transaction';
import type { Outbox } from '../mail/outbox.ts';
import type { LinkSigner } from '../media/link-signer.ts';
import { orNotFound } from '../resources/guards.ts';
import { assertVersion, type ExpectedVersion, nextVersion } from '../resources/version.ts';
import type { Dependencies } from '../server/dependencies.ts';
import { tenantSettings } from '../tenants/tenant.service.ts';
import { decideProof, proofById, proofOwnerLocked } from './address-proof.statements.ts';
import { toAddressProof, toAddressProofDetail } from './address-proof-view.ts';

type Deps = Pick<Dependencies, 'outbox' | 'now'>;
type Decision = { status: 'approved' } | { status: 'rejected'; reason: string; note: string };

/** Returns whether the tenant has an address with this id and a proof. */
export const addressProofExists = async (scope: Scope, id: string): Promise<boolean> =>
  (await scope.read(proofById, [scope.caller.tenantId, id])).length > 0;

/** Returns a proof with a link to its image, and records the view. Throws `permission_denied`, `not_found`. */
export const getAddressProof = async (scope: Scope, links: LinkSigner, id: string): Promise<AddressProofDetail> => {
  const { tenantId } = scope.caller;
  const row = await scope.write(async (tx) => {
    const [proof] = await tx.query(proofById, [tenantId, id]);
    const row = orNotFound(proof);
    return { result: row, audit: { action: 'address.proof_viewed', entityId: id, userId: row.userId } };
  });
  return toAddressProofDetail(row, links);
};

/** Approves a pending proof. Throws `permission_denied`, `not_found`, `conflict`, `precondition_failed`. */
export const approveAddressProof = (
  scope: Scope,
  deps: Deps,
  { id, expected_version }: { id: string } & ExpectedVersion,
): Promise<AddressProof> => decide(scope, deps, { id, expected_version }, { status: 'approved' });

/** Rejects a pending proof with a reason for the customer. Throws as {@link approveAddressProof} does. */
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
  const { tenantId, actingAs } = scope.caller;
  const row = await scope.write(async (tx) => {
    // The lock comes first, so that the second of two concurrent decisions sees the first.
    tx.send(proofOwnerLocked, [tenantId, id]);
    const [proof] = await tx.query(proofById, [tenantId, id]);
    const before = orNotFound(proof);
    if (before.userId === actingAs?.id) {
      throw new AppError('permission_denied', { detail: { key: 'own_proof' } });
    }
    if (before.proofStatus !== 'pending') {
      const key = before.proofStatus === 'approved' ? 'proof_approved' : 'proof_rejected';
      throw new AppError('conflict', { detail: { key } });
    }
    assertVersion(before.version, expected_version);
    const decided = { proofStatus: decision.status, proofReason: reasonText(decision) };
    const after = { ...before, ...decided, ...nextVersion(before, now()) };
    tx.send(...decideProof(after));
    await queueDecision(tx, outbox, after, decision);
    const action = `address.proof_${decision.status}` as const;
    return { result: after, audit: { action, entityId: id, userId: before.userId, before, after } };
  });
  outbox.wake();
  return toAddressProof(row);
};

/** Returns the text for the customer: the code of the reason, and the note after a colon. */
const reasonText = (decision: Decision): string | null => {
  if (decision.status === 'approved') return null;
  return decision.note ? `${decision.reason}: ${decision.note}` : decision.reason;
};

type Decided = {
  tenantId: string;
  userId: string;
  label: string;
  line1: string;
  ownerEmail: string;
  ownerVerifiedAt: Date | null;
};

/** Queues a mail about the decision, unless the tenant has turned these mails off. */
const queueDecision = async (
  tx: Transaction,
  outbox: Outbox,
  { tenantId, userId: id, label, line1, ownerEmail: email, ownerVerifiedAt: emailVerifiedAt }: Decided,
  { status, ...why }: Decision,
): Promise<void> => {
  if (!(await tenantSettings(tx.query, tenantId)).mail_proof_decisions) return;
  const data = { address: label || line1, ...why };
  await outbox.queue(tx, { tenantId, id, email, emailVerifiedAt }, { kind: `proof_${status}`, data });
};
