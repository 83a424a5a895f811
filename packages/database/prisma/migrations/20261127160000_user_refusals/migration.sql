-- CreateTable
CREATE TABLE "user_refusals" (
    "tenant_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "hour" TIMESTAMPTZ(0) NOT NULL,
    "count" INTEGER NOT NULL,

    CONSTRAINT "user_refusals_pkey" PRIMARY KEY ("tenant_id","user_id","kind","hour")
);

-- CreateIndex
CREATE INDEX "user_refusals_hour_idx" ON "user_refusals"("hour");

-- AddForeignKey
ALTER TABLE "user_refusals" ADD CONSTRAINT "user_refusals_tenant_id_user_id_fkey" FOREIGN KEY ("tenant_id", "user_id") REFERENCES "users"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- The server counts for all callers at once, and only operators read the counts.
ALTER TABLE user_refusals ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY operator ON user_refusals TO doorstep_operator USING (app_actor() = 'operator');
CREATE POLICY erasure ON user_refusals TO CURRENT_USER USING (erasing(tenant_id, user_id));
GRANT SELECT, INSERT, UPDATE, DELETE ON user_refusals TO doorstep_operator;
