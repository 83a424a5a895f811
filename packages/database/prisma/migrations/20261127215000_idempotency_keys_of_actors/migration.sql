-- Staff and API keys send idempotency keys too when they act on behalf of a customer. A key belongs to its actor, so that it
-- never collides with the same text of another actor, and nobody reads the results of another.
SET LOCAL lock_timeout = '10s';

ALTER TABLE idempotency_keys ADD COLUMN actor_id uuid;
ALTER TABLE idempotency_keys NO FORCE ROW LEVEL SECURITY;
UPDATE idempotency_keys SET actor_id = user_id;
ALTER TABLE idempotency_keys FORCE ROW LEVEL SECURITY;
ALTER TABLE idempotency_keys ALTER COLUMN actor_id SET NOT NULL;
ALTER TABLE idempotency_keys
  DROP CONSTRAINT idempotency_keys_pkey,
  ADD CONSTRAINT idempotency_keys_pkey PRIMARY KEY (tenant_id, user_id, actor_id, key);

DROP POLICY of_customer ON idempotency_keys;
CREATE POLICY of_customer ON idempotency_keys TO doorstep_tenant
  USING (tenant_id = app_tenant_id() AND user_id = app_user_id() AND actor_id = app_actor_id()
    AND (SELECT app_has('customers:write', 'addresses:write')));
