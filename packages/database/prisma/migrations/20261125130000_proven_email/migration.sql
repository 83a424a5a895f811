-- CreateEnum
CREATE TYPE "email_token_kind" AS ENUM ('verify', 'change', 'undo');

-- AlterTable
ALTER TABLE "users" ADD COLUMN     "email_verified_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "email_tokens" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "kind" "email_token_kind" NOT NULL,
    "email" TEXT NOT NULL,
    "proven_at" TIMESTAMPTZ(3),
    "token_hash" BYTEA NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "deleted_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "email_tokens_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateIndex
CREATE INDEX "email_tokens_tenant_id_user_id_idx" ON "email_tokens"("tenant_id", "user_id");

-- CreateIndex
CREATE UNIQUE INDEX "email_tokens_tenant_id_token_hash_key" ON "email_tokens"("tenant_id", "token_hash");

-- AddForeignKey
ALTER TABLE "email_tokens" ADD CONSTRAINT "email_tokens_tenant_id_user_id_fkey" FOREIGN KEY ("tenant_id", "user_id") REFERENCES "users"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Accounts that are here already count as unproven: nobody has shown that they read their mail.
GRANT UPDATE (email_verified_at) ON users TO doorstep_app;
GRANT SELECT, INSERT, UPDATE ON email_tokens TO doorstep_app;
GRANT SELECT, DELETE ON email_tokens TO doorstep_operator;

ALTER TABLE email_tokens ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY operator ON email_tokens TO doorstep_operator USING (app_actor() = 'operator');
CREATE POLICY own ON email_tokens TO doorstep_app
  USING (tenant_id = app_tenant_id() AND (user_id = app_user_id() OR app_actor() = 'system'));
