-- Staff and API keys send an idempotency key also with a write that names no customer, such as one that creates a customer. Its row
-- belongs to the customer whom the write created or changed, and is erased with them.
SET LOCAL lock_timeout = '10s';

ALTER TABLE idempotency_keys
  ADD COLUMN of_tenant BOOLEAN NOT NULL DEFAULT false,
  DROP CONSTRAINT idempotency_keys_pkey,
  ADD CONSTRAINT idempotency_keys_pkey PRIMARY KEY (tenant_id, user_id, actor_id, key, of_tenant);
CREATE UNIQUE INDEX idempotency_keys_of_tenant ON idempotency_keys (tenant_id, actor_id, key) WHERE of_tenant;

CREATE POLICY of_tenant ON idempotency_keys TO doorstep_tenant
  USING (of_tenant AND tenant_id = app_tenant_id() AND actor_id = app_actor_id()
    AND (SELECT app_user_id() IS NULL AND app_has('customers:write')));
