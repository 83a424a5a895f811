-- Events for staff and systems of a tenant: its whole audit trail in the order of its seals.
SET LOCAL lock_timeout = '10s';

GRANT SELECT ON audit_seals TO doorstep_tenant;

-- A page reads thousands of rows: the tenant and the permission are asked once.
CREATE POLICY events ON audit_seals FOR SELECT TO doorstep_tenant
  USING (tenant_id = (SELECT app_tenant_id()) AND (SELECT app_user_id() IS NULL AND app_has('events:read')));
CREATE POLICY events ON audit_events FOR SELECT TO doorstep_tenant
  USING (tenant_id = (SELECT app_tenant_id()) AND (SELECT app_user_id() IS NULL AND app_has('events:read')));

-- The objects of events, for callers who may read these objects as well. Customers, keys and imports have such policies already.
CREATE POLICY events ON addresses FOR SELECT TO doorstep_tenant
  USING (tenant_id = app_tenant_id()
    AND (SELECT app_user_id() IS NULL AND app_has('events:read') AND app_has('addresses:read', 'addresses:write')));
CREATE POLICY events ON sessions FOR SELECT TO doorstep_tenant
  USING (tenant_id = app_tenant_id()
    AND (SELECT app_user_id() IS NULL AND app_has('events:read') AND app_has('customers:read', 'customers:write')));

-- The names of the columns that events have changed, for callers who may read events but no values. Row security is forced on the
-- owner too, as whom the function acts: the setting lets it see them. An initial value differs from no value in nothing.
CREATE POLICY changes ON audit_values FOR SELECT TO CURRENT_USER
  USING (tenant_id = app_tenant_id() AND current_setting('app.reading_changes', true) = 'on');
CREATE FUNCTION event_changes(events uuid[]) RETURNS TABLE (event uuid, changed text[])
  LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  done text;
  initial constant jsonb[] := ARRAY['null', '""', 'false', '{}', '"none"']::jsonb[];
BEGIN
  IF public.app_user_id() IS NOT NULL OR NOT public.app_has('events:read') THEN
    RETURN;
  END IF;
  done := set_config('app.reading_changes', 'on', true);
  RETURN QUERY
    SELECT v.event_id, ARRAY(
        SELECT name
          FROM jsonb_object_keys(coalesce(v.before, '{}') || coalesce(v.after, '{}')) name
         WHERE coalesce(v.before -> name, 'null') <> coalesce(v.after -> name, 'null')
           AND NOT (coalesce(v.before -> name, 'null') = ANY (initial) AND coalesce(v.after -> name, 'null') = ANY (initial))
         ORDER BY name)
      FROM public.audit_values v
     WHERE v.tenant_id = public.app_tenant_id() AND v.event_id = ANY (events);
  done := set_config('app.reading_changes', '', true);
END
$$;
REVOKE EXECUTE ON FUNCTION event_changes(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION event_changes(uuid[]) TO doorstep_tenant;
