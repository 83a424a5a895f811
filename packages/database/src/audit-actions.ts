/**
 * Every action of the audit trail, as `entity.verb` in the past tense. An action that is missing here cannot be recorded. The
 * event types of the API derive from them in `event-types.ts`.
 */
export const auditActions = [
  ...(['tenant.created', 'tenant.updated'] as const),
  ...(['user.registered', 'user.created', 'user.updated', 'user.role_set', 'user.exported'] as const),
  ...(['user.invited', 'user.invitation_accepted', 'user.taken_over'] as const),
  ...(['user.password_changed', 'user.password_reset_requested', 'user.password_reset'] as const),
  ...(['user.email_verification_requested', 'user.email_verified', 'user.email_change_requested'] as const),
  ...(['user.email_changed', 'user.email_restored', 'user.email_released'] as const),
  ...(['user.blocked', 'user.unblocked', 'user.signed_out'] as const),
  ...(['user.erasure_requested', 'user.erasure_cancelled', 'user.erased'] as const),
  ...(['session.opened', 'session.refreshed', 'session.refresh_repeated'] as const),
  ...(['session.revoked', 'session.revoked_on_reuse'] as const),
  ...(['address.created', 'address.updated', 'address.deleted', 'address.restored'] as const),
  ...(['address.dropped', 'address.purged', 'address.default_moved'] as const),
  ...(['address.proof_submitted', 'address.proof_viewed', 'address.proof_approved', 'address.proof_rejected'] as const),
  ...(['key.created', 'key.updated', 'key.rotated', 'key.revoked'] as const),
  ...(['export.created', 'export.downloaded', 'export.ended'] as const),
  ...(['webhook.created', 'webhook.updated', 'webhook.deleted', 'webhook.secret_rotated'] as const),
  ...(['webhook.enabled', 'webhook.disabled', 'webhook.replayed', 'webhook.tested'] as const),
  ...(['import.created', 'import.cancelled', 'import.finished'] as const),
] as const;

export type AuditAction = (typeof auditActions)[number];
