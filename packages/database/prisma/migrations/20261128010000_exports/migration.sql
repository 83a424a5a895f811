-- Exports of all customers of a tenant. Their files are not stored: each download reads the customers of that moment.
SET LOCAL lock_timeout = '10s';

CREATE TABLE exports (
  tenant_id UUID NOT NULL,
  id UUID NOT NULL,
  format TEXT NOT NULL,
  includes_proofs BOOLEAN NOT NULL,
  actor TEXT NOT NULL,
  actor_id UUID,
  created_at TIMESTAMPTZ(3) NOT NULL DEFAULT now(),
  updated_at TIMESTAMPTZ(3) NOT NULL,
  deleted_at TIMESTAMPTZ(3),
  version INTEGER NOT NULL DEFAULT 1,
  CONSTRAINT exports_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT exports_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (id) ON DELETE RESTRICT ON UPDATE NO ACTION,
  CONSTRAINT exports_format CHECK (format IN ('ndjson', 'zip')),
  CONSTRAINT exports_actor CHECK (actor IN ('staff', 'key', 'operator')),
  CONSTRAINT exports_actor_id CHECK ((actor = 'operator') = (actor_id IS NULL))
);
CREATE INDEX exports_tenant_id_created_at_id_idx ON exports (tenant_id, created_at DESC, id DESC);

ALTER TABLE exports ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
GRANT SELECT ON exports TO doorstep_app;
GRANT SELECT, INSERT, UPDATE (updated_at, deleted_at, version) ON exports TO doorstep_tenant;
GRANT SELECT, INSERT, UPDATE, DELETE ON exports TO doorstep_operator;

CREATE POLICY operator ON exports TO doorstep_operator USING (app_actor() = 'operator');
CREATE POLICY system ON exports FOR SELECT TO doorstep_app
  USING (tenant_id = app_tenant_id() AND app_actor() = 'system');
CREATE POLICY of_tenant ON exports FOR SELECT TO doorstep_tenant
  USING (tenant_id = app_tenant_id() AND (SELECT app_user_id() IS NULL AND app_has('exports:read')));
CREATE POLICY change_of_tenant ON exports FOR UPDATE TO doorstep_tenant
  USING (tenant_id = app_tenant_id() AND (SELECT app_user_id() IS NULL AND app_has('exports:read')));
-- An export shows no more than its creator may see, and bears the creator's name.
CREATE POLICY new_of_tenant ON exports FOR INSERT TO doorstep_tenant
  WITH CHECK (tenant_id = app_tenant_id() AND (SELECT app_user_id() IS NULL AND app_has('exports:read'))
    AND actor = (SELECT app_actor()) AND actor_id = (SELECT app_actor_id())
    AND (NOT includes_proofs OR (SELECT app_has('proofs:read'))));

-- All customers of the tenant with their live addresses. An account with a role is no customer.
CREATE POLICY exported ON users FOR SELECT TO doorstep_tenant
  USING (tenant_id = app_tenant_id() AND role = 'customer'
    AND (SELECT app_user_id() IS NULL AND app_has('exports:read')));
CREATE POLICY exported ON addresses FOR SELECT TO doorstep_tenant
  USING (tenant_id = app_tenant_id() AND deleted_at IS NULL
    AND (SELECT app_user_id() IS NULL AND app_has('exports:read')));

-- As enter(), for the download of an export: as long as it has not ended, and its creator is live and has the permissions. The
-- networks of a key do not apply, because a person may follow the link that a system got.
CREATE FUNCTION enter_export(tenant uuid, export uuid) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  done text;
  found_export record;
  held text[];
BEGIN
  done := pg_catalog.set_config('role', 'doorstep_app', true);
  done := pg_catalog.set_config('app.tenant_id', tenant::text, true);
  done := pg_catalog.set_config('app.user_id', '', true);
  done := pg_catalog.set_config('app.actor', 'system', true);
  SELECT e.actor, e.actor_id, e.includes_proofs INTO found_export
    FROM public.exports e, public.tenants t
   WHERE e.tenant_id = tenant AND e.id = export AND e.deleted_at IS NULL AND t.id = tenant
     -- Operators also export a tenant that leaves.
     AND (t.status = 'active' OR e.actor = 'operator');
  IF found_export.actor = 'key' THEN
    SELECT k.permissions INTO held FROM public.api_keys k
     WHERE k.tenant_id = tenant AND k.id = found_export.actor_id
       AND (k.revoked_at IS NULL OR k.revoked_at > pg_catalog.now())
       AND (k.expires_at IS NULL OR k.expires_at > pg_catalog.now());
  ELSIF found_export.actor = 'staff' THEN
    SELECT public.role_permissions(u.role) INTO held FROM public.users u
     WHERE u.tenant_id = tenant AND u.id = found_export.actor_id AND u.status = 'active' AND u.deleted_at IS NULL
       AND (u.blocked_at IS NULL OR u.blocked_until <= pg_catalog.now());
  ELSIF found_export.actor = 'operator' THEN
    held := ARRAY['exports:read', 'proofs:read'];
  END IF;
  IF held IS NULL OR 'exports:read' <> ALL (held) OR (found_export.includes_proofs AND 'proofs:read' <> ALL (held)) THEN
    RAISE EXCEPTION 'the export is not live' USING ERRCODE = 'DSE01';
  END IF;
  -- The operator acts as the system here: nothing that is the operator's alone is for this transaction.
  RETURN public.act_with_permissions(
    CASE found_export.actor WHEN 'operator' THEN 'system' ELSE found_export.actor END,
    found_export.actor_id, ARRAY['exports:read'], 'exports:read', NULL);
END
$$;
