-- Webhooks: URLs to which events are sent. The audit trail is the outbox. Each webhook has its place in it, and deliveries are
-- the events between that place and the last one that has been sent.
SET LOCAL lock_timeout = '10s';

CREATE TABLE webhooks (
  tenant_id UUID NOT NULL,
  id UUID NOT NULL,
  url TEXT NOT NULL,
  types TEXT[] NOT NULL,
  description TEXT NOT NULL,
  payload TEXT NOT NULL,
  ordered BOOLEAN NOT NULL,
  permissions TEXT[] NOT NULL,
  status TEXT NOT NULL DEFAULT 'enabled',
  disabled_reason TEXT,
  secret_id UUID NOT NULL,
  previous_secret_id UUID,
  previous_secret_until TIMESTAMPTZ(3),
  scheduled_to BIGINT NOT NULL,
  is_new BOOLEAN NOT NULL DEFAULT true,
  failures INTEGER NOT NULL DEFAULT 0,
  failing_since TIMESTAMPTZ(3),
  owners_told_at TIMESTAMPTZ(3),
  paused_until TIMESTAMPTZ(3),
  created_by UUID,
  created_at TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  updated_at TIMESTAMPTZ(3) NOT NULL,
  deleted_at TIMESTAMPTZ(3),
  version INTEGER NOT NULL DEFAULT 1,
  CONSTRAINT webhooks_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT webhooks_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (id) ON DELETE RESTRICT ON UPDATE NO ACTION,
  CONSTRAINT webhooks_payload CHECK (payload IN ('full', 'thin')),
  CONSTRAINT webhooks_status CHECK (status IN ('enabled', 'disabled')),
  CONSTRAINT webhooks_disabled_reason CHECK (disabled_reason IN ('failing', 'gone')),
  CONSTRAINT webhooks_disabled CHECK ((status = 'disabled') = (disabled_reason IS NOT NULL)),
  -- A thin delivery has no data, so its webhook reads none.
  CONSTRAINT webhooks_permissions CHECK (permissions <@ ARRAY['customers:read', 'addresses:read', 'keys:read']
    AND (payload = 'full' OR permissions = '{}'))
);
CREATE INDEX webhooks_tenant_id_created_at_id_idx ON webhooks (tenant_id, created_at DESC, id DESC);

CREATE TABLE deliveries (
  tenant_id UUID NOT NULL,
  id UUID NOT NULL,
  webhook_id UUID NOT NULL,
  event_id UUID NOT NULL,
  sequence BIGINT NOT NULL,
  action TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'pending',
  attempts INTEGER NOT NULL DEFAULT 0,
  next_attempt_at TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  leased_until TIMESTAMPTZ(3),
  created_at TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  updated_at TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  CONSTRAINT deliveries_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT deliveries_tenant_id_webhook_id_event_id_key UNIQUE (tenant_id, webhook_id, event_id),
  CONSTRAINT deliveries_tenant_id_webhook_id_fkey FOREIGN KEY (tenant_id, webhook_id) REFERENCES webhooks (tenant_id, id)
    ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT deliveries_state CHECK (state IN ('pending', 'delivered', 'failed'))
);
CREATE INDEX deliveries_pending ON deliveries (tenant_id, webhook_id, next_attempt_at, sequence) WHERE state = 'pending';
CREATE INDEX deliveries_pending_in_order ON deliveries (tenant_id, webhook_id, sequence) WHERE state = 'pending';
CREATE INDEX deliveries_tenant_id_webhook_id_created_at_id_idx
  ON deliveries (tenant_id, webhook_id, created_at DESC, id DESC);
CREATE INDEX deliveries_created_at_idx ON deliveries (created_at);

CREATE TABLE delivery_attempts (
  tenant_id UUID NOT NULL,
  delivery_id UUID NOT NULL,
  id UUID NOT NULL,
  user_id UUID,
  at TIMESTAMPTZ(3) NOT NULL,
  status INTEGER,
  failure TEXT,
  duration_ms INTEGER NOT NULL,
  answer TEXT,
  CONSTRAINT delivery_attempts_pkey PRIMARY KEY (tenant_id, delivery_id, id),
  CONSTRAINT delivery_attempts_tenant_id_delivery_id_fkey FOREIGN KEY (tenant_id, delivery_id)
    REFERENCES deliveries (tenant_id, id) ON DELETE CASCADE ON UPDATE NO ACTION
);
CREATE INDEX delivery_attempts_tenant_id_user_id_idx ON delivery_attempts (tenant_id, user_id);

ALTER TABLE webhooks ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE deliveries ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE delivery_attempts ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT, UPDATE (status, disabled_reason, owners_told_at, updated_at, version) ON webhooks TO doorstep_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON webhooks TO doorstep_tenant;
GRANT SELECT, INSERT, UPDATE ON deliveries TO doorstep_tenant;
GRANT SELECT ON delivery_attempts TO doorstep_tenant;
GRANT SELECT, INSERT, UPDATE, DELETE ON webhooks, deliveries, delivery_attempts TO doorstep_operator;

CREATE POLICY operator ON webhooks TO doorstep_operator USING (app_actor() = 'operator');
CREATE POLICY operator ON deliveries TO doorstep_operator USING (app_actor() = 'operator');
CREATE POLICY operator ON delivery_attempts TO doorstep_operator USING (app_actor() = 'operator');
CREATE POLICY system ON webhooks TO doorstep_app
  USING (tenant_id = app_tenant_id() AND app_actor() = 'system');
CREATE POLICY of_tenant ON webhooks FOR SELECT TO doorstep_tenant
  USING (tenant_id = app_tenant_id()
    AND (SELECT app_user_id() IS NULL AND app_has('webhooks:read', 'webhooks:write')));
CREATE POLICY change_of_tenant ON webhooks FOR UPDATE TO doorstep_tenant
  USING (tenant_id = app_tenant_id() AND (SELECT app_user_id() IS NULL AND app_has('webhooks:write')));
CREATE POLICY removal_of_tenant ON webhooks FOR DELETE TO doorstep_tenant
  USING (tenant_id = app_tenant_id() AND (SELECT app_user_id() IS NULL AND app_has('webhooks:write')));
-- A webhook sends no more than its creator may read.
CREATE POLICY new_of_tenant ON webhooks FOR INSERT TO doorstep_tenant
  WITH CHECK (tenant_id = app_tenant_id() AND (SELECT app_user_id() IS NULL AND app_has('webhooks:write'))
    AND permissions <@ (SELECT pg_catalog.string_to_array(pg_catalog.current_setting('app.permissions', true), ' ')));
CREATE POLICY of_tenant ON deliveries FOR SELECT TO doorstep_tenant
  USING (tenant_id = app_tenant_id()
    AND (SELECT app_user_id() IS NULL AND app_has('webhooks:read', 'webhooks:write')));
CREATE POLICY change_of_tenant ON deliveries FOR UPDATE TO doorstep_tenant
  USING (tenant_id = app_tenant_id() AND (SELECT app_user_id() IS NULL AND app_has('webhooks:write')));
CREATE POLICY new_of_tenant ON deliveries FOR INSERT TO doorstep_tenant
  WITH CHECK (tenant_id = app_tenant_id() AND (SELECT app_user_id() IS NULL AND app_has('webhooks:write')));
CREATE POLICY of_tenant ON delivery_attempts FOR SELECT TO doorstep_tenant
  USING (tenant_id = app_tenant_id()
    AND (SELECT app_user_id() IS NULL AND app_has('webhooks:read', 'webhooks:write')));

-- Who changes where or what a webhook sends must be allowed to read all that it sends.
CREATE FUNCTION guard_webhook() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_user = 'doorstep_tenant'
      AND (NEW.url, NEW.types, NEW.payload, NEW.permissions) IS DISTINCT FROM (OLD.url, OLD.types, OLD.payload, OLD.permissions)
      AND NOT NEW.permissions <@ string_to_array(current_setting('app.permissions', true), ' ') THEN
    RAISE EXCEPTION 'a webhook sends no more than the caller may read' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER guard_webhook BEFORE UPDATE OF url, types, payload, permissions ON webhooks
  FOR EACH ROW EXECUTE FUNCTION guard_webhook();

-- A webhook sends the trail, so who may create one may know its places.
ALTER POLICY events ON audit_seals
  USING (tenant_id = (SELECT app_tenant_id()) AND (SELECT app_user_id() IS NULL AND app_has('events:read', 'webhooks:write')));
ALTER POLICY events ON audit_events
  USING (tenant_id = (SELECT app_tenant_id()) AND (SELECT app_user_id() IS NULL AND app_has('events:read', 'webhooks:write')));

-- As enter(), for a delivery: as long as its webhook is enabled, and with the permissions that were given to it.
CREATE FUNCTION enter_webhook(tenant uuid, webhook uuid) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  done text;
  held text[];
BEGIN
  done := pg_catalog.set_config('role', 'doorstep_app', true);
  done := pg_catalog.set_config('app.tenant_id', tenant::text, true);
  done := pg_catalog.set_config('app.user_id', '', true);
  done := pg_catalog.set_config('app.actor', 'system', true);
  SELECT w.permissions INTO held
    FROM public.webhooks w, public.tenants t
   WHERE w.tenant_id = tenant AND w.id = webhook AND w.status = 'enabled' AND t.id = tenant AND t.status = 'active';
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the webhook is not live' USING ERRCODE = 'DSW01';
  END IF;
  RETURN public.act_with_permissions('system', NULL, held || ARRAY['events:read', 'webhooks:read'], 'events:read', NULL);
END
$$;

-- A receiver may answer with data of the customer. An erasure deletes such attempts, like every row of the customer.
CREATE POLICY erasure ON delivery_attempts TO CURRENT_USER USING (erasing(tenant_id, user_id));
