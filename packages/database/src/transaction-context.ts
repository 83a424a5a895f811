/**
 * Whose rows a transaction is about, and who acts.
 *
 * Without `actingAs`, the user acts, in a session or (no session) by a signed link, or (no user) the tenant itself, as before a
 * sign-in. With it, someone else acts by a permission, on the rows of the user alone, or (no user) of the whole tenant.
 */
export type Caller = {
  tenantId: string;
  userId: string | null;
  sessionId: string | null;
  actingAs?: TenantActor | ExportActor | ImportActor | WebhookActor;
};

/** A member of the tenant's staff or an API key, with the permission that the operation requires. */
export type TenantActor =
  | { kind: 'staff'; id: string; sessionId: string; permission: string }
  | {
      kind: 'key';
      id: string;
      /** SHA-256 of the secret. */
      secretHash: Uint8Array;
      /** The IP address of the client. */
      address: string;
      /** Null where only the key itself is to be checked. */
      permission: string | null;
    };

/** The link of an export, whose transaction acts as the creator. */
export type ExportActor = {
  kind: 'export';
  /** The id of the export. */
  id: string;
};

/** A delivery, which reads what the creator of its webhook could read. */
export type WebhookActor = {
  kind: 'webhook';
  /** The id of the webhook. */
  id: string;
};

/** A running import, which acts in the name of who started it. */
export type ImportActor = {
  kind: 'import';
  importId: string;
  /** The member of staff or the API key. Null: the operator. */
  id: string | null;
};

/** The id of the one who acts: the user, or who acts on behalf of the user. */
export const actorIdOf = ({ userId, actingAs }: Caller): string | null => actingAs?.id ?? userId;

/** As whom the database lets a transaction act. */
export type Actor = 'customer' | 'staff' | 'key' | 'system' | 'operator';

/** A fault of the caller or of the database, in place of an error of the program. */
export type ScopeFault =
  | 'tenant_not_live'
  | 'session_not_live'
  | 'permission_missing'
  | 'api_key_invalid'
  | 'api_key_revoked'
  | 'api_key_expired'
  | 'network_not_allowed'
  | 'customer_not_found'
  | 'export_not_live'
  | 'import_not_running'
  | 'webhook_not_live'
  | 'unavailable'
  | 'key_reused'
  | 'key_busy';

/** How a caller's transaction opens, and why it failed. */
export type TransactionContext = {
  readonly mode: 'read' | 'snapshot' | 'write';
  readonly caller: Caller;
  fault: ScopeFault | null;
};
