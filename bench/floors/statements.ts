/** The statements of the hand-written servers. They are named, so that PostgreSQL plans each once per connection. */

const addressColumns = `id, user_id, label, recipient_name, company, phone, line1, line2, line3, district, city, state,
  postal_code, sorting_code, country, latitude, longitude, delivery_instructions, is_default_shipping,
  is_default_billing, proof_image, proof_status, proof_reason, created_at, updated_at, deleted_at, version`;

const audit = `
  WITH event AS (
    INSERT INTO audit_events (tenant_id, id, user_id, actor, actor_id, session_id, request_id, action, entity_id, values_hash)
    VALUES ($1, $2, $3, 'customer', $3, $4, $5, $6, $7, $8)
  )
  INSERT INTO audit_values (tenant_id, event_id, user_id, salt, address, agent, before, after)
  VALUES ($1, $2, $3, $9, $10, $11, $12, $13)`;

export const statements = {
  profile: `SELECT id, email, email_verified_at, full_name, phone, profile_picture, role, erase_at,
                   created_at, updated_at, version
              FROM users WHERE tenant_id = $1 AND id = $2 AND deleted_at IS NULL`,
  list: `SELECT ${addressColumns} FROM addresses WHERE tenant_id = $1 AND user_id = $2 AND deleted_at IS NULL
          ORDER BY created_at DESC, id DESC LIMIT $3`,
  get: `SELECT ${addressColumns} FROM addresses WHERE tenant_id = $1 AND user_id = $2 AND id = $3 AND deleted_at IS NULL`,
  create: `INSERT INTO addresses (tenant_id, user_id, id, label, recipient_name, line1, city, postal_code, country, updated_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, now()) RETURNING ${addressColumns}`,
  lock: `SELECT ${addressColumns} FROM addresses WHERE tenant_id = $1 AND user_id = $2 AND id = $3 AND deleted_at IS NULL
            FOR UPDATE`,
  label: `UPDATE addresses SET label = $4, updated_at = now(), version = version + 1
           WHERE tenant_id = $1 AND user_id = $2 AND id = $3 RETURNING ${addressColumns}`,
  audit,
  media: `SELECT 1 FROM users u JOIN tenants t ON t.id = u.tenant_id
           WHERE u.tenant_id = $1 AND u.id = $2 AND u.profile_picture = $3 AND u.status = 'active'
             AND u.deleted_at IS NULL AND t.status = 'active'`,
  token: `SELECT r.id, r.user_id, r.session_id, r.child_salt, s.last_used_at, s.expires_at, s.revoked_at, u.role
            FROM refresh_tokens r
            JOIN sessions s ON s.tenant_id = r.tenant_id AND s.id = r.session_id
            JOIN users u ON u.tenant_id = r.tenant_id AND u.id = r.user_id
           WHERE r.tenant_id = $1 AND r.token_hash = $2 AND r.spent_at IS NULL AND r.expires_at > now()
             AND s.revoked_at IS NULL AND s.expires_at > now() AND u.status = 'active'
             FOR UPDATE OF s`,
  child: `INSERT INTO refresh_tokens (tenant_id, id, user_id, session_id, token_hash, child_salt, expires_at, updated_at)
          VALUES ($1, $2, $3, $4, $5, $6, now() + interval '30 days', now())`,
  spend: `UPDATE refresh_tokens SET spent_at = now(), child_id = $3, updated_at = now(), version = version + 1
           WHERE tenant_id = $1 AND id = $2`,
  use: `UPDATE sessions SET last_used_at = now(), address = $3, agent = $4, updated_at = now(), version = version + 1
         WHERE tenant_id = $1 AND id = $2`,
} as const;

export type StatementName = keyof typeof statements;
