-- One table for all mailed single-use tokens: a reset of the password is a fourth kind of them.
CREATE TYPE "mailed_token_kind" AS ENUM ('reset', 'verify', 'change', 'undo');

ALTER TABLE "email_tokens" RENAME TO "mailed_tokens";
ALTER TABLE "mailed_tokens" ALTER COLUMN "kind" TYPE "mailed_token_kind" USING "kind"::text::"mailed_token_kind";
DROP TYPE "email_token_kind";
ALTER TABLE "mailed_tokens" RENAME CONSTRAINT "email_tokens_pkey" TO "mailed_tokens_pkey";
ALTER TABLE "mailed_tokens" RENAME CONSTRAINT "email_tokens_tenant_id_user_id_fkey" TO "mailed_tokens_tenant_id_user_id_fkey";
ALTER INDEX "email_tokens_tenant_id_user_id_idx" RENAME TO "mailed_tokens_tenant_id_user_id_idx";
ALTER INDEX "email_tokens_tenant_id_token_hash_key" RENAME TO "mailed_tokens_tenant_id_token_hash_key";

-- Resets that were asked for stay good: each was mailed to the address that its account has, or it would have ended with
-- that. Row security is forced on the owner too, who would see no row to move.
ALTER TABLE users NO FORCE ROW LEVEL SECURITY;
ALTER TABLE password_resets NO FORCE ROW LEVEL SECURITY;
ALTER TABLE mailed_tokens NO FORCE ROW LEVEL SECURITY;
ALTER TABLE mails NO FORCE ROW LEVEL SECURITY;
INSERT INTO mailed_tokens (tenant_id, id, user_id, kind, email, token_hash, expires_at, used_at, created_at, updated_at,
                           deleted_at, version)
SELECT r.tenant_id, r.id, r.user_id, 'reset', u.email, r.token_hash, r.expires_at, r.used_at, r.created_at, r.updated_at,
       r.deleted_at, r.version
  FROM password_resets r JOIN users u ON u.tenant_id = r.tenant_id AND u.id = r.user_id;
UPDATE mails SET data = data - 'reset_id' || jsonb_build_object('token_id', data -> 'reset_id')
 WHERE kind = 'password_reset' AND data ? 'reset_id';
ALTER TABLE users FORCE ROW LEVEL SECURITY;
ALTER TABLE mailed_tokens FORCE ROW LEVEL SECURITY;
ALTER TABLE mails FORCE ROW LEVEL SECURITY;
DROP TABLE password_resets;
