-- An export with proofs is only for those who may read proofs, because it comes with the link to its file.
SET LOCAL lock_timeout = '10s';

-- The export whose link the caller follows.
CREATE FUNCTION app_export_id() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT nullif(pg_catalog.current_setting('app.export_id', true), '')::uuid $$;

DROP POLICY of_tenant ON exports;
CREATE POLICY of_tenant ON exports FOR SELECT TO doorstep_tenant
  USING (tenant_id = app_tenant_id() AND (SELECT app_user_id() IS NULL AND app_has('exports:read'))
    AND (NOT includes_proofs OR id = (SELECT app_export_id()) OR (SELECT app_has('proofs:read'))));

CREATE OR REPLACE FUNCTION enter_export(tenant uuid, export uuid) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  done text;
  found_export record;
  held text[];
BEGIN
  done := pg_catalog.set_config('role', 'doorstep_app', true);
  done := pg_catalog.set_config('app.tenant_id', tenant::text, true);
  done := pg_catalog.set_config('app.user_id', '', true);
  done := pg_catalog.set_config('app.actor', 'system', true);
  done := pg_catalog.set_config('app.export_id', export::text, true);
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
