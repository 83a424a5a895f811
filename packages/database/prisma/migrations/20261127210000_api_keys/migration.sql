-- API keys of a tenant's own systems.
SET LOCAL lock_timeout = '10s';

CREATE TABLE api_keys (
  tenant_id UUID NOT NULL,
  id UUID NOT NULL,
  name TEXT NOT NULL,
  secret_hash BYTEA NOT NULL,
  last_four TEXT NOT NULL,
  permissions TEXT[] NOT NULL,
  allowed_networks TEXT[] NOT NULL,
  rate_per_minute INTEGER NOT NULL,
  expires_at TIMESTAMPTZ(3),
  revoked_at TIMESTAMPTZ(3),
  created_by UUID,
  api_version TEXT,
  last_used_at TIMESTAMPTZ(3),
  last_used_network TEXT,
  created_at TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  updated_at TIMESTAMPTZ(3) NOT NULL,
  deleted_at TIMESTAMPTZ(3),
  version INTEGER NOT NULL DEFAULT 1,
  CONSTRAINT api_keys_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT api_keys_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (id) ON DELETE RESTRICT ON UPDATE NO ACTION,
  CONSTRAINT api_keys_rate CHECK (rate_per_minute > 0),
  CONSTRAINT api_keys_permissions CHECK (permissions <@ role_permissions('owner') AND cardinality(permissions) > 0)
);
CREATE INDEX api_keys_tenant_id_created_at_id_idx ON api_keys (tenant_id, created_at DESC, id DESC);

ALTER TABLE api_keys ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT ON api_keys TO doorstep_app;
GRANT SELECT (tenant_id, id, name, last_four, permissions, allowed_networks, rate_per_minute, expires_at, revoked_at,
              created_by, api_version, last_used_at, last_used_network, created_at, updated_at, deleted_at, version),
      INSERT,
      UPDATE (name, permissions, allowed_networks, rate_per_minute, expires_at, revoked_at, updated_at, version)
  ON api_keys TO doorstep_tenant;
GRANT SELECT, INSERT, UPDATE ON api_keys TO doorstep_operator;

CREATE POLICY operator ON api_keys TO doorstep_operator USING (app_actor() = 'operator');
CREATE POLICY system ON api_keys FOR SELECT TO doorstep_app
  USING (tenant_id = app_tenant_id() AND app_actor() = 'system');
CREATE POLICY of_tenant ON api_keys FOR SELECT TO doorstep_tenant
  USING (tenant_id = app_tenant_id() AND (SELECT app_user_id() IS NULL AND app_has('keys:read', 'keys:write')));
CREATE POLICY change_of_tenant ON api_keys FOR UPDATE TO doorstep_tenant
  USING (tenant_id = app_tenant_id() AND (SELECT app_user_id() IS NULL AND app_has('keys:write')));
-- A person makes keys, with permissions of their own. A key makes none.
CREATE POLICY new_of_tenant ON api_keys FOR INSERT TO doorstep_tenant
  WITH CHECK (tenant_id = app_tenant_id()
    AND (SELECT app_user_id() IS NULL AND app_actor() = 'staff' AND app_has('keys:write'))
    AND permissions <@ (SELECT pg_catalog.string_to_array(pg_catalog.current_setting('app.permissions', true), ' ')));

-- Nothing makes a key stronger: its permissions shrink, its end comes nearer, and a revocation stays.
CREATE FUNCTION guard_api_key() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT NEW.permissions <@ OLD.permissions
      OR coalesce(NEW.expires_at, 'infinity') > coalesce(OLD.expires_at, 'infinity')
      OR (OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS DISTINCT FROM OLD.revoked_at) THEN
    RAISE EXCEPTION 'an API key cannot become stronger' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER guard_api_key BEFORE UPDATE OF permissions, expires_at, revoked_at ON api_keys
  FOR EACH ROW EXECUTE FUNCTION guard_api_key();

-- As enter(), for an API key. A key without the permission of an operation may still be checked: needed is NULL then.
CREATE FUNCTION enter_key(tenant uuid, key uuid, hash bytea, client text, needed text, customer uuid) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
  done text;
  found_key record;
BEGIN
  done := pg_catalog.set_config('role', 'doorstep_app', true);
  done := pg_catalog.set_config('app.tenant_id', tenant::text, true);
  done := pg_catalog.set_config('app.user_id', '', true);
  done := pg_catalog.set_config('app.actor', 'system', true);
  SELECT k.permissions, k.revoked_at, k.expires_at, k.allowed_networks, k.rate_per_minute, t.status INTO found_key
    FROM public.api_keys k, public.tenants t
   WHERE k.tenant_id = tenant AND k.id = key AND k.secret_hash = hash AND t.id = tenant;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'there is no such key' USING ERRCODE = 'DSK01';
  ELSIF found_key.revoked_at <= pg_catalog.now() THEN
    RAISE EXCEPTION 'the key was revoked' USING ERRCODE = 'DSK02';
  ELSIF found_key.expires_at <= pg_catalog.now() THEN
    RAISE EXCEPTION 'the key has expired' USING ERRCODE = 'DSK03';
  ELSIF found_key.status <> 'active' THEN
    RAISE EXCEPTION 'tenant is not live' USING ERRCODE = 'DS403';
  ELSIF pg_catalog.cardinality(found_key.allowed_networks) > 0
      AND NOT client::inet <<= ANY (found_key.allowed_networks::inet[]) THEN
    RAISE EXCEPTION 'the key is not for this network' USING ERRCODE = 'DSK04';
  END IF;
  done := pg_catalog.set_config('app.key_rate', found_key.rate_per_minute::text, true);
  RETURN public.act_with_permissions('key', key, found_key.permissions, needed, customer);
END
$$;
