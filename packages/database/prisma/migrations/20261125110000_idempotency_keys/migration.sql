-- CreateTable
CREATE TABLE "idempotency_keys" (
    "tenant_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "request_hash" BYTEA NOT NULL,
    "response" JSONB NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotency_keys_pkey" PRIMARY KEY ("tenant_id","user_id","key")
);

-- CreateIndex
CREATE INDEX "idempotency_keys_expires_at_idx" ON "idempotency_keys"("expires_at");

-- AddForeignKey
ALTER TABLE "idempotency_keys" ADD CONSTRAINT "idempotency_keys_tenant_id_user_id_fkey" FOREIGN KEY ("tenant_id", "user_id") REFERENCES "users"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A kept answer holds what its customer wrote: nobody else reads it, staff neither.
ALTER TABLE idempotency_keys ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY operator ON idempotency_keys TO doorstep_operator USING (app_actor() = 'operator');
CREATE POLICY own ON idempotency_keys TO doorstep_app
  USING (tenant_id = app_tenant_id() AND (user_id = app_user_id() OR app_actor() = 'system'));

-- Never changed: one that has run out is deleted, and the key is free again.
GRANT SELECT, INSERT, DELETE ON idempotency_keys TO doorstep_app;
GRANT SELECT, DELETE ON idempotency_keys TO doorstep_operator;
