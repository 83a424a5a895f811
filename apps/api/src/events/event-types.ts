import type { EventType } from '@doorstep/contracts/event-type';
import type { AuditAction } from '@doorstep/database/audit-actions';

/**
 * The event type of each action of the audit trail. `other` has no public type: it is a step within an operation, or concerns
 * the operator alone. A new action does not compile until it is listed here.
 */
const typesOfActions: Record<AuditAction, EventType | 'other'> = {
  'tenant.created': 'other',
  'tenant.updated': 'other',
  'user.registered': 'customer.created',
  'user.created': 'customer.created',
  'user.updated': 'customer.updated',
  'user.role_set': 'other',
  'user.exported': 'other',
  'user.invited': 'other',
  'user.invitation_accepted': 'customer.verified',
  'user.taken_over': 'customer.updated',
  'user.password_changed': 'other',
  'user.password_reset_requested': 'other',
  'user.password_reset': 'other',
  'user.email_verification_requested': 'other',
  'user.email_verified': 'customer.verified',
  'user.email_change_requested': 'other',
  'user.email_changed': 'customer.email_changed',
  'user.email_restored': 'customer.email_changed',
  'user.email_released': 'customer.email_changed',
  'user.blocked': 'customer.blocked',
  'user.unblocked': 'customer.unblocked',
  'user.signed_out': 'other',
  'user.erasure_requested': 'customer.erasure_requested',
  'user.erasure_cancelled': 'customer.erasure_cancelled',
  'user.erased': 'customer.erased',
  'session.opened': 'session.started',
  'session.refreshed': 'other',
  'session.refresh_repeated': 'other',
  'session.revoked': 'session.ended',
  'session.revoked_on_reuse': 'session.ended',
  'address.created': 'address.created',
  'address.updated': 'address.updated',
  'address.deleted': 'address.deleted',
  'address.restored': 'address.restored',
  'address.dropped': 'address.purged',
  'address.purged': 'address.purged',
  'address.default_moved': 'address.default_changed',
  'address.proof_submitted': 'proof.submitted',
  'address.proof_viewed': 'other',
  'address.proof_approved': 'proof.approved',
  'address.proof_rejected': 'proof.rejected',
  'key.created': 'key.created',
  'key.updated': 'other',
  'key.rotated': 'key.rotated',
  'key.revoked': 'key.revoked',
  'export.created': 'other',
  'export.downloaded': 'other',
  'export.ended': 'other',
  'webhook.created': 'other',
  'webhook.updated': 'other',
  'webhook.deleted': 'other',
  'webhook.secret_rotated': 'other',
  'webhook.enabled': 'other',
  'webhook.disabled': 'webhook.disabled',
  'webhook.replayed': 'other',
  'webhook.tested': 'webhook.test',
  'import.created': 'other',
  'import.cancelled': 'import.finished',
  'import.finished': 'import.finished',
};

/** Returns the event type of an action. */
export const typeOf = (action: string): EventType | 'other' => typesOfActions[action as AuditAction] ?? 'other';

/** Returns the actions whose events have one of the types. */
export const actionsOf = (types: readonly EventType[]): string[] =>
  Object.entries(typesOfActions).flatMap(([action, type]) => ((types as string[]).includes(type) ? [action] : []));
